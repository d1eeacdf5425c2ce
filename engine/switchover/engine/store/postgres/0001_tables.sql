-- Rows, journal, signals and values of runs. Every statement runs in the schema of one environment.
CREATE TABLE workflows (
    workflow_exec_id text PRIMARY KEY, status text NOT NULL, body bytea NOT NULL
);
CREATE TABLE tasks (
    task_exec_id text PRIMARY KEY, workflow_exec_id text NOT NULL, number bigint NOT NULL, body bytea NOT NULL
);
CREATE INDEX tasks_of_workflow ON tasks (workflow_exec_id, number);
CREATE TABLE journal (
    workflow_exec_id text NOT NULL, key text NOT NULL, body bytea NOT NULL,
    PRIMARY KEY (workflow_exec_id, key)
);
CREATE INDEX runs ON journal (workflow_exec_id) WHERE key = 'run';
CREATE TABLE signals (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, workflow_exec_id text NOT NULL,
    name text NOT NULL, body bytea NOT NULL
);
CREATE INDEX signals_of_workflow ON signals (workflow_exec_id, number);
CREATE TABLE storage (
    key text COLLATE "C" PRIMARY KEY, body bytea NOT NULL, life_s double precision NOT NULL,
    expires_at double precision NOT NULL, owner text
);
CREATE INDEX storage_of_owner ON storage (owner) WHERE owner IS NOT NULL;
