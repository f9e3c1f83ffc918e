-- One schema for SQLite and PostgreSQL: TEXT, BIGINT, DOUBLE PRECISION and
-- BYTEA mean the same in both. Times are microseconds since 1970, 0 is none.

-- +goose Up
CREATE TABLE node (
  id TEXT PRIMARY KEY,
  until BIGINT NOT NULL
);

CREATE TABLE conversation (
  id TEXT PRIMARY KEY,
  app TEXT NOT NULL,
  person TEXT NOT NULL,
  language TEXT NOT NULL,
  spoken TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  last BIGINT NOT NULL,
  handled BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  turns BIGINT NOT NULL,
  memory TEXT NOT NULL,
  node TEXT NOT NULL,
  touched BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX conversation_ready ON conversation (touched) WHERE last > handled;
CREATE INDEX conversation_person ON conversation (person);

-- What waits for its turn, and what is known already (kind m: message, e: event of a run).
CREATE TABLE input (
  lane TEXT NOT NULL,
  no BIGINT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  entry BIGINT NOT NULL,
  language TEXT NOT NULL,
  run TEXT NOT NULL,
  event TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (lane, no)
);
CREATE UNIQUE INDEX input_once ON input (lane, kind, id);

-- What people said and handed in; messages and page entries point here.
CREATE TABLE said (
  lane TEXT NOT NULL,
  no BIGINT NOT NULL,
  person TEXT NOT NULL,
  text TEXT NOT NULL,
  files TEXT NOT NULL,
  vals TEXT NOT NULL,
  PRIMARY KEY (lane, no)
);
CREATE INDEX said_person ON said (person);

CREATE TABLE entry (
  lane TEXT NOT NULL,
  no BIGINT NOT NULL,
  role TEXT NOT NULL,
  kind TEXT NOT NULL,
  said BIGINT NOT NULL,
  turn BIGINT NOT NULL,
  text TEXT NOT NULL,
  data TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (lane, no)
);

CREATE TABLE turn (
  lane TEXT NOT NULL,
  no BIGINT NOT NULL,
  cause TEXT NOT NULL,
  handled BIGINT NOT NULL,
  message BIGINT NOT NULL,
  run TEXT NOT NULL,
  ended TEXT NOT NULL,
  language TEXT NOT NULL,
  commands TEXT NOT NULL,
  trace TEXT NOT NULL,
  chips TEXT NOT NULL,
  first BIGINT NOT NULL,
  replies BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (lane, no)
);

CREATE TABLE definition (
  hash TEXT PRIMARY KEY,
  app TEXT NOT NULL,
  process TEXT NOT NULL,
  format BIGINT NOT NULL,
  source BYTEA NOT NULL
);

CREATE TABLE run (
  id TEXT PRIMARY KEY,
  app TEXT NOT NULL,
  lane TEXT NOT NULL,
  person TEXT NOT NULL,
  process TEXT NOT NULL,
  definition TEXT NOT NULL,
  status TEXT NOT NULL,
  final BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  state TEXT NOT NULL,
  parent TEXT NOT NULL,
  parent_seq BIGINT NOT NULL,
  wake_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX run_open ON run (lane, id) WHERE final = 0;
CREATE INDEX run_person ON run (person, id);
CREATE INDEX run_app ON run (app, id);
CREATE INDEX run_process ON run (process, id);
CREATE INDEX run_person_open ON run (person, id) WHERE final = 0;
CREATE INDEX run_app_open ON run (app, id) WHERE final = 0;

CREATE TABLE run_event (
  run TEXT NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run, seq)
);

CREATE TABLE effect (
  key TEXT PRIMARY KEY,
  run TEXT NOT NULL,
  lane TEXT NOT NULL,
  app TEXT NOT NULL,
  seq BIGINT NOT NULL,
  path TEXT NOT NULL,
  tool TEXT NOT NULL,
  given TEXT NOT NULL,
  undo BIGINT NOT NULL,
  status TEXT NOT NULL,
  before TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  node TEXT NOT NULL,
  token TEXT NOT NULL,
  outcome TEXT NOT NULL,
  result TEXT NOT NULL,
  error TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  done_at BIGINT NOT NULL
);
CREATE INDEX effect_asked ON effect (next_at) WHERE status = 'asked';
CREATE INDEX effect_started ON effect (node) WHERE status = 'started';
CREATE INDEX effect_run ON effect (run, seq);

CREATE TABLE timer (
  run TEXT NOT NULL,
  seq BIGINT NOT NULL,
  part BIGINT NOT NULL,
  name TEXT NOT NULL,
  lane TEXT NOT NULL,
  due BIGINT NOT NULL,
  PRIMARY KEY (run, seq, part, name)
);
CREATE INDEX timer_due ON timer (due);

CREATE TABLE item (
  id TEXT PRIMARY KEY,
  run TEXT NOT NULL,
  lane TEXT NOT NULL,
  app TEXT NOT NULL,
  process TEXT NOT NULL,
  person TEXT NOT NULL,
  seq BIGINT NOT NULL,
  part BIGINT NOT NULL,
  path TEXT NOT NULL,
  card TEXT NOT NULL,
  hash TEXT NOT NULL,
  people TEXT NOT NULL,
  status TEXT NOT NULL,
  why TEXT NOT NULL,
  decision TEXT NOT NULL,
  outcome TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  decided_at BIGINT NOT NULL
);
CREATE INDEX item_run ON item (run, seq);
CREATE INDEX item_decided_by ON item (decided_by) WHERE decided_by <> '';

-- Who may decide an item; "*" is anybody. open and at repeat the item's, so
-- that an inbox is one walk along an index.
CREATE TABLE item_person (
  item TEXT NOT NULL,
  person TEXT NOT NULL,
  open BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (item, person)
);
CREATE INDEX item_person_inbox ON item_person (person, open, at, item);

CREATE TABLE login_link (
  hash TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  expires BIGINT NOT NULL,
  used BIGINT NOT NULL
);
CREATE INDEX login_link_person ON login_link (person);

CREATE TABLE session (
  hash TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  expires BIGINT NOT NULL,
  csrf TEXT NOT NULL
);
CREATE INDEX session_person ON session (person);

CREATE TABLE file (
  hash TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (hash, person)
);
CREATE INDEX file_person ON file (person);

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value BYTEA NOT NULL
);

-- +goose Down
DROP TABLE setting;
DROP TABLE file;
DROP TABLE session;
DROP TABLE login_link;
DROP TABLE item_person;
DROP TABLE item;
DROP TABLE timer;
DROP TABLE effect;
DROP TABLE run_event;
DROP TABLE run;
DROP TABLE definition;
DROP TABLE turn;
DROP TABLE entry;
DROP TABLE said;
DROP TABLE input;
DROP TABLE conversation;
DROP TABLE node;
