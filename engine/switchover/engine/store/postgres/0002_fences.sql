-- Which process may write the rows of a run that moves from one process to another.
CREATE TABLE fences (
    workflow_exec_id text PRIMARY KEY, number bigint NOT NULL, began double precision NOT NULL,
    events bigint NOT NULL, holder text NOT NULL
);
