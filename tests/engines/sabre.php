<?php
// What sabre/vobject (of Debian) shows of calendar files, as JSON lines (protocol: engines.py).
//
// Each UID is expanded alone, as the servers that rest on it keep each in an object of its own.
error_reporting(E_ALL & ~E_DEPRECATED);
ini_set('display_errors', 'stderr');
ini_set('memory_limit', '2G');
date_default_timezone_set('UTC');
require_once $argv[1];

use Sabre\VObject;
use Sabre\VObject\Property\DateTime as When;

function say(array $value): void {
    echo json_encode($value, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE), "\n";
}

// An occurrence of an expanded calendar: its times are in UTC. The wall clock is that of the zone of the original.
function occurrence($event, DateTimeZone $zone): array {
    $utc = new DateTimeZone('UTC');
    $timed = $event->DTSTART->hasTime();
    $floating = $event->DTSTART->getDateType() === When::LOCAL;
    $start = DateTimeImmutable::createFromMutable($event->DTSTART->getDateTime());
    if (isset($event->DTEND)) {
        $end = DateTimeImmutable::createFromMutable($event->DTEND->getDateTime());
    } elseif (isset($event->DURATION)) {
        $end = $start->add(VObject\DateTimeParser::parseDuration((string) $event->DURATION));
    } else {
        $end = $timed ? $start : $start->modify('+1 day');
    }
    $wall = fn($time) => $time->setTimezone($floating ? $time->getTimezone() : $zone)->format('Y-m-d\TH:i:s');
    $instant = fn($time) => $time->setTimezone($utc)->format('Y-m-d\TH:i:s\Z');
    $day = fn($time) => $time->format('Y-m-d');
    return [
        'uid' => (string) $event->UID,
        'start' => $timed ? ($floating ? $wall($start) : $instant($start)) : $day($start),
        'end' => $timed ? ($floating ? $wall($end) : $instant($end)) : $day($end),
        'wall_start' => $timed ? $wall($start) : $day($start),
        'wall_end' => $timed ? $wall($end) : $day($end),
        'summary' => (string) ($event->SUMMARY ?? ''),
        'cancelled' => strtoupper((string) ($event->STATUS ?? '')) === 'CANCELLED',
    ];
}

// The VTIMEZONEs that the events name: what else a calendar defines costs time and says nothing.
function zones_of(array $events, array $zones): array {
    $used = [];
    foreach ($events as $event) {
        foreach ($event->children as $property) {
            $tzid = isset($property['TZID']) ? (string) $property['TZID'] : '';
            if (isset($zones[$tzid])) {
                $used[$tzid] = $zones[$tzid];
            }
        }
    }
    return array_values($used);
}

function show(array $events, array $zones, DateTime $after, DateTime $before): void {
    $alone = new VObject\Component\VCalendar();
    foreach (array_merge(zones_of($events, $zones), $events) as $each) {
        $alone->add($each);
    }
    $first = $events[0]->DTSTART;
    $zone = $first->hasTime() ? $first->getDateTime()->getTimezone() : new DateTimeZone('UTC');
    $alone->expand($after, $before);
    foreach ($alone->select('VEVENT') as $event) {
        say(occurrence($event, $zone));
    }
}

function answer(string $request): void {
    [$path, $after, $before] = explode("\t", rtrim($request, "\n"));
    $calendar = VObject\Reader::read(file_get_contents($path));
    $zones = [];
    foreach ($calendar->select('VTIMEZONE') as $zone) {
        $zones[(string) $zone->TZID] = $zone;
    }
    $groups = [];
    foreach ($calendar->select('VEVENT') as $event) {
        $groups[(string) $event->UID][] = $event;
    }
    foreach ($groups as $uid => $events) {
        try {
            show($events, $zones, new DateTime($after), new DateTime($before));
        } catch (Throwable $error) {
            say(['failed' => (string) $uid, 'error' => get_class($error) . ': ' . $error->getMessage()]);
        }
    }
}

while (($request = fgets(STDIN)) !== false) {
    try {
        answer($request);
        say(['done' => true]);
    } catch (Throwable $error) {
        say(['done' => true, 'error' => get_class($error) . ': ' . $error->getMessage()]);
    }
    flush();
}
