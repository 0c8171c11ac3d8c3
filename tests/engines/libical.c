/* What libical 3 shows of calendar files, as JSON lines. The protocol is described in engines.py.
 *
 * libical expands the rules of one component; that an override replaces the occurrence of its UID at its
 * RECURRENCE-ID is left to programs, hence the sorted table of overrides here.
 */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *uid;
    time_t at;
} override_key;

typedef struct {
    override_key *overrides;
    size_t count;
} calendar;

typedef struct {
    const calendar *in;
    int is_override;
} occasion;

static const char *or_empty(const char *text) { return text ? text : ""; }

static void print_string(const char *text)
{
    putchar('"');
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\')
            printf("\\%c", *c);
        else if (*c < 0x20 || *c == 0x7f)
            printf("\\u%04x", *c);
        else
            putchar(*c);
    }
    putchar('"');
}

static void print_time(const char *key, struct icaltimetype t, const char *suffix)
{
    printf(",\"%s\":\"%04d-%02d-%02d", key, t.year, t.month, t.day);
    if (!t.is_date)
        printf("T%02d:%02d:%02d%s", t.hour, t.minute, t.second, suffix);
    putchar('"');
}

static int by_uid_and_time(const void *left, const void *right)
{
    const override_key *a = left, *b = right;
    int order = strcmp(a->uid, b->uid);
    return order ? order : (a->at > b->at) - (a->at < b->at);
}

static time_t instant(struct icaltimetype t)
{
    return icaltime_as_timet_with_zone(t, t.zone ? t.zone : icaltimezone_get_utc_timezone());
}

/* Whether DTSTART names a zone that libical did not find: the time is then read as floating. */
static int is_unresolved(icalcomponent *event, struct icaltimetype start)
{
    icalproperty *property = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    return property && !start.is_date && !start.zone && !icaltime_is_utc(start) &&
           icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER) != NULL;
}

static void print_occurrence(icalcomponent *event, struct icaltime_span *span)
{
    struct icaltimetype start = icalcomponent_get_dtstart(event);
    const icaltimezone *utc = icaltimezone_get_utc_timezone();
    const icaltimezone *zone = start.zone ? start.zone : utc;
    int floating = !start.is_date && !start.zone && !icaltime_is_utc(start);
    const char *suffix = floating ? "" : "Z";

    printf("{\"uid\":");
    print_string(or_empty(icalcomponent_get_uid(event)));
    print_time("start", icaltime_from_timet_with_zone(span->start, start.is_date, utc), suffix);
    print_time("end", icaltime_from_timet_with_zone(span->end, start.is_date, utc), suffix);
    print_time("wall_start", icaltime_from_timet_with_zone(span->start, start.is_date, zone), "");
    print_time("wall_end", icaltime_from_timet_with_zone(span->end, start.is_date, zone), "");
    printf(",\"summary\":");
    print_string(or_empty(icalcomponent_get_summary(event)));
    printf(",\"cancelled\":%s,\"unresolved\":%s}\n",
           icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED ? "true" : "false",
           is_unresolved(event, start) ? "true" : "false");
}

static void on_occurrence(icalcomponent *event, struct icaltime_span *span, void *data)
{
    const occasion *of = data;
    override_key key = {or_empty(icalcomponent_get_uid(event)), span->start};
    if (!of->is_override && of->in->count &&
        bsearch(&key, of->in->overrides, of->in->count, sizeof key, by_uid_and_time))
        return;
    print_occurrence(event, span);
}

static icalproperty *recurrence_id(icalcomponent *event)
{
    return icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
}

static calendar overrides_of(icalcomponent *vcalendar)
{
    size_t room = (size_t)icalcomponent_count_components(vcalendar, ICAL_VEVENT_COMPONENT);
    calendar found = {calloc(room + 1, sizeof(override_key)), 0};
    icalcompiter at = icalcomponent_begin_component(vcalendar, ICAL_VEVENT_COMPONENT);
    for (icalcomponent *event = icalcompiter_deref(&at); event; event = icalcompiter_next(&at)) {
        icalproperty *property = recurrence_id(event);
        if (!property)
            continue;
        found.overrides[found.count].uid = or_empty(icalcomponent_get_uid(event));
        found.overrides[found.count++].at = instant(icalproperty_get_datetime_with_component(property, event));
    }
    qsort(found.overrides, found.count, sizeof(override_key), by_uid_and_time);
    return found;
}

static void read_calendar(icalcomponent *vcalendar, struct icaltimetype after, struct icaltimetype before)
{
    calendar known = overrides_of(vcalendar);
    icalcompiter at = icalcomponent_begin_component(vcalendar, ICAL_VEVENT_COMPONENT);
    for (icalcomponent *event = icalcompiter_deref(&at); event; event = icalcompiter_next(&at)) {
        occasion of = {&known, recurrence_id(event) != NULL};
        if (icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY))
            icalcomponent_foreach_recurrence(event, after, before, on_occurrence, &of);
    }
    free(known.overrides);
}

static void read_all(icalcomponent *root, struct icaltimetype after, struct icaltimetype before)
{
    if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT) {
        read_calendar(root, after, before);
        return;
    }
    icalcompiter at = icalcomponent_begin_component(root, ICAL_VCALENDAR_COMPONENT);
    for (icalcomponent *each = icalcompiter_deref(&at); each; each = icalcompiter_next(&at))
        read_calendar(each, after, before);
}

static char *contents(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    size_t got = fread(text, 1, (size_t)size, file);
    text[got] = 0;
    fclose(file);
    return text;
}

static void answer(char *request)
{
    char *path = strtok(request, "\t\n");
    char *after = strtok(NULL, "\t\n");
    char *before = strtok(NULL, "\t\n");
    char *text = path && after && before ? contents(path) : NULL;
    icalcomponent *root = text ? icalparser_parse_string(text) : NULL;
    if (root) {
        read_all(root, icaltime_from_string(after), icaltime_from_string(before));
        icalcomponent_free(root);
        printf("{\"done\":true}\n");
    } else
        printf("{\"done\":true,\"error\":\"libical finds no calendar\"}\n");
    free(text);
    fflush(stdout);
}

int main(void)
{
    char request[8192];
    icalerror_set_errors_are_fatal(0);
    while (fgets(request, sizeof request, stdin))
        answer(request);
    return 0;
}
