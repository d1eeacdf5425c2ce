-- Inputs in chunks, handed out to whoever has time, and what came of them.
CREATE TABLE works (
    work text PRIMARY KEY, job bytea NOT NULL, inputs bigint NOT NULL,
    is_over boolean NOT NULL DEFAULT FALSE
);
-- A chunk waits where held_until is 0, is held up to then, and has a body once it is done.
CREATE TABLE chunks (
    work text NOT NULL, first bigint NOT NULL, count bigint NOT NULL,
    losses integer NOT NULL DEFAULT 0, token bigint NOT NULL DEFAULT 0,
    held_until double precision NOT NULL DEFAULT 0, body bytea,
    PRIMARY KEY (work, first)
);
CREATE INDEX chunks_waiting ON chunks (work, first) WHERE body IS NULL;
