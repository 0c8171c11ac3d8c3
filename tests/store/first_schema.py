"""A store as the first version of the program left it, in SQL. It never changes: newer programs must open it."""

SQL = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, version TEXT NOT NULL, fingerprint TEXT NOT NULL,
    counts TEXT NOT NULL);
CREATE TABLE sources (id PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (key BLOB PRIMARY KEY, digest TEXT NOT NULL, first_day TEXT NOT NULL, json BLOB NOT NULL);
CREATE INDEX events_by_day ON events (first_day);
CREATE TABLE standings (
    source NOT NULL, lasting NOT NULL, event BLOB NOT NULL, place TEXT NOT NULL, entry_source NOT NULL,
    state TEXT NOT NULL, why TEXT NOT NULL, since TEXT NOT NULL, run_from INTEGER NOT NULL, run_to INTEGER);
CREATE UNIQUE INDEX standings_now ON standings (source, lasting) WHERE run_to IS NULL;
CREATE INDEX standings_by_lasting ON standings (lasting);
CREATE INDEX standings_by_source ON standings (source, run_to);
CREATE INDEX standings_by_event ON standings (event);
CREATE TABLE uids (scope NOT NULL, lasting NOT NULL, uid NOT NULL, PRIMARY KEY (scope, lasting)) WITHOUT ROWID;
CREATE INDEX uids_by_lasting ON uids (lasting);
CREATE INDEX uids_by_uid ON uids (uid);
CREATE TABLE stamps (
    feed NOT NULL, uid NOT NULL, digest TEXT NOT NULL, sequence NOT NULL, at TEXT NOT NULL, cancelled_since TEXT,
    PRIMARY KEY (feed, uid)) WITHOUT ROWID;
CREATE INDEX stamps_by_uid ON stamps (uid);
CREATE TABLE retracted (name PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE envelopes (key BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE items (
    id INTEGER PRIMARY KEY, source NOT NULL, key NOT NULL, digest TEXT NOT NULL, decoder TEXT NOT NULL, file,
    cuts TEXT NOT NULL, envelope BLOB, raw BLOB, rejected TEXT NOT NULL, first_seen TEXT NOT NULL);
CREATE UNIQUE INDEX items_by_name ON items (source, key, digest);
CREATE INDEX items_by_envelope ON items (envelope);
CREATE TABLE stated (
    item INTEGER NOT NULL, position INTEGER NOT NULL, event BLOB NOT NULL, place TEXT NOT NULL,
    entry_source NOT NULL, PRIMARY KEY (item, position)) WITHOUT ROWID;
CREATE INDEX stated_by_event ON stated (event);

INSERT INTO facts VALUES ('fingerprint', 'f1'), ('paused', '1');
INSERT INTO runs VALUES (1, '2010-09-01T00:00:00.000000+00:00', '0.1', 'f1', '{"added":1}');
INSERT INTO sources VALUES ('a', '{"source":"a","checkpoint":{"etag":"x"},"failing_since":"2010-09-01T00:00:00Z",
    "code":"not-found","reason":{"fr":"introuvable","en":"not found"}}');
INSERT INTO events VALUES (x'KEY', 'DIGEST', '2010-09-14', CAST('EVENT' AS BLOB));
INSERT INTO standings VALUES ('a', 'L1', x'KEY', '{"uid":"u1@a.example.org","line":1}', 'a', 'live', '', '2010-09-01',
    1, NULL);
INSERT INTO uids VALUES ('network', 'L1', 'm1');
INSERT INTO stamps VALUES ('reseau', 'm1', 'd', 2, '2010-09-01T00:00:00.000000+00:00', '2010-09-01');
INSERT INTO retracted VALUES ('m9');
PRAGMA application_id = 1380275033;
PRAGMA user_version = 1;
"""

EVENT = (
    '{"title":"Réunion","uid":"u1@a.example.org","this_and_future":false,'
    '"start":{"type":"zoned","local":"2010-09-14T14:30:00","zone":"Europe/Paris"},'
    '"end":{"type":"zoned","local":"2010-09-14T16:30:00","zone":"Europe/Paris"},"kind":"event"}'
)
