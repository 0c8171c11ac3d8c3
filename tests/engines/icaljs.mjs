// What ical.js shows of calendar files, as JSON lines. The protocol is described in engines.py.
//
// Overrides are related to the series of their own UID alone (strictExceptions). `naive` as argument makes events
// as ical-expander and FullCalendar do, with the constructor's defaults: every override of the calendar is then
// applied to every series.
import fs from "node:fs";
import readline from "node:readline";
import ICAL from "ical.js";

const NAIVE = process.argv[2] === "naive";
const MAX_STEPS = 200_000;

const iso = (time) => time.toString().slice(0, time.isDate ? 10 : 19);
const isFloating = (time) => !time.isDate && (!time.zone || time.zone === ICAL.Timezone.localTimezone);

function normal(time) {
  if (time.isDate) return iso(time);
  return isFloating(time) ? iso(time) : `${iso(time.convertToZone(ICAL.Timezone.utcTimezone)).replace(/Z$/, "")}Z`;
}

function isUnresolved(component) {
  const property = component.getFirstProperty("dtstart");
  const time = property?.getFirstValue();
  return Boolean(time && property.getParameter("tzid") && isFloating(time));
}

function say(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function occurrence(item, start, end) {
  const component = item.component;
  return {
    uid: item.uid ?? "",
    start: normal(start),
    end: normal(end),
    wall_start: iso(start),
    wall_end: iso(end),
    summary: item.summary ?? "",
    cancelled: component.getFirstPropertyValue("status") === "CANCELLED",
    unresolved: isUnresolved(component),
  };
}

const day = (time) => iso(time).slice(0, 10);

function* occurrencesOf(event, after, before) {
  if (!event.isRecurring()) {
    yield occurrence(event, event.startDate, event.endDate);
    return;
  }
  const moved = Object.values(event.exceptions).map((each) => day(each.recurrenceId));
  const last = [before, ...moved].sort().at(-1);
  const steps = event.iterator();
  for (let count = 0, next = steps.next(); next && day(next) <= last; next = steps.next()) {
    if (++count > MAX_STEPS) throw new Error("too many occurrences");
    const details = event.getOccurrenceDetails(next);
    if (day(details.startDate) < after || day(details.startDate) > before) continue;
    yield occurrence(details.item, details.startDate, details.endDate);
  }
}

function guarded(uid, action) {
  try {
    action();
  } catch (error) {
    say({ failed: uid ?? "", error: String(error?.message ?? error) });
  }
}

function asEvents(calendar) {
  const options = NAIVE ? undefined : { strictExceptions: true, exceptions: [] };
  return calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each, options));
}

function relate(events) {
  const masters = new Map();
  for (const each of events) {
    if (!each.isRecurrenceException() && each.isRecurring()) masters.set(each.uid, each);
  }
  const alone = [];
  for (const each of events) {
    if (!each.isRecurrenceException()) alone.push(each);
    else if (!masters.has(each.uid)) alone.push(each);
    else if (!NAIVE) guarded(each.uid, () => masters.get(each.uid).relateException(each));
  }
  return alone;
}

function readCalendar(calendar, after, before) {
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    guarded("", () => ICAL.TimezoneService.register(zone.getFirstPropertyValue("tzid"), new ICAL.Timezone(zone)));
  }
  for (const event of relate(asEvents(calendar))) {
    guarded(event.uid, () => {
      if (!event.component.hasProperty("dtstart")) return;
      for (const each of occurrencesOf(event, after, before)) say(each);
    });
  }
}

function answer(request) {
  const [path, after, before] = request.split("\t");
  const dashed = (text) => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  ICAL.TimezoneService.reset();
  try {
    const parsed = ICAL.parse(fs.readFileSync(path, "utf8"));
    const roots = typeof parsed[0] === "string" ? [parsed] : parsed;
    for (const root of roots) readCalendar(new ICAL.Component(root), dashed(after), dashed(before));
    say({ done: true });
  } catch (error) {
    say({ done: true, error: String(error?.message ?? error) });
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) answer(line);
