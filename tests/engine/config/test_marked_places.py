"""Every violation at the very letter where it stands: the rows are workflows with their problems in them.

`«CODE»` before a letter says that this is where the problem is told, in small letters where it is a warning.
"""

import re

import pytest

from switchover.engine.config import engine_types, parse_workflow, workflow_problems

MARK = re.compile(r"«([A-Za-z_ ]+)»")
HEAD = "id: w\n"
TYPES = engine_types()


def places(text):
    """The problems of a workflow, by line, column and code."""
    found = []
    for problem in workflow_problems(parse_workflow(text, TYPES, name="w.yaml")):
        assert problem.position is not None, problem
        assert problem.position.file == "w.yaml"
        code = problem.code if problem.severity == "error" else problem.code.lower()
        found.append((problem.position.line, problem.position.column, code))
    return sorted(found)


def unmarked(marked):
    """A text without its marks, and what they say."""
    said, text = [], ""
    for line_number, line in enumerate(marked.splitlines(), 1):
        plain = ""
        for part in re.split(r"(«[^»]*»)", line):
            if mark := MARK.fullmatch(part):
                said += [(line_number, len(plain) + 1, code) for code in mark[1].split()]
            else:
                plain += part
        text += f"{plain}\n"
    return text, sorted(said)


ROWS = {
    'WORKFLOW_ID': '«WORKFLOW_ID»tasks: [{id: a, tool: t}]',
    'WORKFLOW_TASKS': '«WORKFLOW_TASKS»id: w',
    'WORKFLOW_ID 2': "id: «WORKFLOW_ID»''\ntasks: [{id: a}]",
    'WORKFLOW_TASKS 2': HEAD + 'tasks: «WORKFLOW_TASKS»[]',
    'SHAPE': HEAD + 'tasks: «SHAPE»3',
    'SHAPE 2': HEAD + 'tasks: [«SHAPE»3]',
    'SHAPE 3': 'id: «SHAPE»[1]\ntasks: [{id: a}]',
    'SCHEMA_NOT_FOUND': HEAD + 'config: {input: «SCHEMA_NOT_FOUND»nosuch}\ntasks: [{id: a}]',
    'SCHEMA': HEAD + 'config: {input: {type: «SCHEMA»5}}\ntasks: [{id: a}]',
    'SCHEMA 2': HEAD + 'schemas: [{id: s, type: «SCHEMA»strng}]\ntasks: [{id: a}]',
    'sound': HEAD + 'schemas: [{type: string}]\ntasks: [{id: a}]',
    'TRIGGER_TYPE': HEAD + 'triggers: [{type: «TRIGGER_TYPE»x, name: n}]\ntasks: [{id: a}]',
    'TRIGGER_NAME': HEAD + 'triggers: [«TRIGGER_NAME»{type: signal}]\ntasks: [{id: a}]',
    'TRIGGER_DUP': HEAD + 'triggers: [{type: signal, name: n},{type: signal, name: «TRIGGER_DUP»n}]\ntasks: [{id: a}]',
    'TRIGGER_SCHEMA': HEAD + 'triggers: [{type: signal, name: n, schema: {type: «TRIGGER_SCHEMA»1}}]\ntasks: [{id: a}]',
    'TOOL_ID': HEAD + 'tools: [«TOOL_ID»{description: x}]\ntasks: [{id: a}]',
    'SCHEMA 3': HEAD + 'agents: [{id: b, actions: [{id: x, input: {type: «SCHEMA»3}}]}]\ntasks: [{id: a}]',
    'SCHEMA_NOT_FOUND 2': HEAD + 'tools: [{id: t, output: «SCHEMA_NOT_FOUND»nosuch}]\ntasks: [{id: a}]',
    'task_id': HEAD + 'tasks:\n- «task_id»{tool: t}',
    'EXEC_BOTH, EXEC_TOOL_ACTION': HEAD + 'tasks:\n- {id: a, tool: «EXEC_BOTH»t, agent: x, action: «EXEC_TOOL_ACTION»y}',
    'EXEC_AGENT_ACTION': HEAD + 'tasks:\n- {id: a, agent: «EXEC_AGENT_ACTION»x}',
    'EXEC_TOOL_ACTION': HEAD + 'tasks:\n- {id: a, tool: t, action: «EXEC_TOOL_ACTION»x}',
    'SHAPE 4': HEAD + 'tasks:\n- {id: a, tool: t, retries: «SHAPE»many}',
    'unknown_field': HEAD + 'tasks:\n- {id: a, tool: t, retires: «unknown_field»3}',
    'TYPE': HEAD + 'tasks:\n- {id: a, type: «TYPE»nosuch}',
    'task_not_found': HEAD + 'tasks:\n- {id: a, tool: t, on_success: {next: «task_not_found»z}}',
    'unknown_field 2': HEAD + 'tasks:\n- {id: a, tool: t, on_success: {nxt: «unknown_field»a}}',
    'SHAPE 5': HEAD + 'tasks:\n- {id: a, tool: t, on_success: «SHAPE»a}',
    'duration': HEAD + 'tasks:\n- {id: a, tool: t, sleep: «duration»soon}',
    'duration 2': HEAD + 'tasks:\n- {id: a, tool: t, sleep: «duration»-1s}',
    'duration, SHAPE': HEAD + 'tasks:\n- {id: a, tool: t, config: {retry_policy: {initial_interval: «duration»x, maximum_attempts: «SHAPE»y}}}',
    'SHAPE 6': HEAD + 'tasks:\n- {id: a, tool: t, with: «SHAPE»3}',
    'template': HEAD + "tasks:\n- {id: a, tool: t, with: {x: «template»'{{ .a'}}",
    'SCHEMA 4': HEAD + 'tasks:\n- {id: a, tool: t, input: {type: «SCHEMA»3}}',
    'EARLIER_NOTATION': HEAD + 'tasks:\n- {id: a, tool: t, $use: «EARLIER_NOTATION»tool(local::tools.#(id=="t"))}',
    'AGG_OUTPUTS': HEAD + 'tasks:\n- «AGG_OUTPUTS»{id: a, type: aggregate}',
    'AGG_FORBIDDEN': HEAD + 'tasks:\n- {id: a, type: aggregate, outputs: {x: 1}, tool: «AGG_FORBIDDEN»t, sleep: «AGG_FORBIDDEN»1s, with: «AGG_FORBIDDEN»{a: 1}}',
    'SIGNAL_ID': HEAD + 'tasks:\n- «SIGNAL_ID»{id: a, type: signal}',
    'SHAPE 7': HEAD + "tasks:\n- {id: a, type: signal, signal: {id: ' ', payload: «SHAPE»3}}",
    'SIGNAL_FORBIDDEN': HEAD + 'tasks:\n- {id: a, type: signal, signal: {id: s}, tool: «SIGNAL_FORBIDDEN»t}',
    'ROUTER_CONDITION, ROUTER_ROUTES': HEAD + 'tasks:\n- «ROUTER_CONDITION ROUTER_ROUTES»{id: a, type: router}',
    'task_not_found 2': HEAD + "tasks:\n- {id: a, type: router, condition: 'true', routes: {x: «task_not_found»b}}",
    'ROUTER_CONDITION, ROUTER_ROUTES 2': HEAD + "tasks:\n- {id: a, type: router, condition: «ROUTER_CONDITION»' ', routes: «ROUTER_ROUTES»{}}",
    'SHAPE 8': HEAD + "tasks:\n- {id: a, type: router, condition: 'true', routes: «SHAPE»3}",
    'WAIT_CONDITION, WAIT_FOR': HEAD + 'tasks:\n- «WAIT_CONDITION WAIT_FOR»{id: a, type: wait}',
    'WAIT_CONDITION, WAIT_TIMEOUT_INVALID': HEAD + "tasks:\n- {id: a, type: wait, wait_for: s, condition: «WAIT_CONDITION»'1 +', timeout: «WAIT_TIMEOUT_INVALID»soon}",
    'WAIT_TIMEOUT_POSITIVE, WAIT_FORBIDDEN': HEAD + "tasks:\n- {id: a, type: wait, wait_for: s, condition: 'true', timeout: «WAIT_TIMEOUT_POSITIVE»0s, tool: «WAIT_FORBIDDEN»t}",
    'task_not_found, TYPE': HEAD + "tasks:\n- {id: a, type: wait, wait_for: s, condition: 'true', on_timeout: «task_not_found»z, processor: {id: p, type: «TYPE»nosuch}}",
    'wait_processor_id, wait_processor_type': HEAD + "tasks:\n- {id: a, type: wait, wait_for: s, condition: 'true', processor: «wait_processor_id wait_processor_type»{tool: t}}",
    'WAIT_PROCESSOR_ID, WAIT_PROCESSOR_TYPE': HEAD + "tasks:\n- {id: a, type: wait, wait_for: s, condition: 'true', processor: «WAIT_PROCESSOR_ID WAIT_PROCESSOR_TYPE»{with: {a: 1}}}",
    'WAIT_CONDITION': HEAD + "tasks:\n- {id: a, type: wait, wait_for: s, condition: «WAIT_CONDITION»'{{ .x }}'}",
    'PAR_EMPTY': HEAD + 'tasks:\n- «PAR_EMPTY»{id: a, type: parallel}',
    'PAR_STRATEGY, PAR_DUP, CYCLE_ID, PAR_ITEM_ID': HEAD + 'tasks:\n- {id: a, type: parallel, strategy: «PAR_STRATEGY»some, tasks: [{id: b, tool: t},{id: «PAR_DUP»b, tool: t},«CYCLE_ID PAR_ITEM_ID»{tool: t}]}',
    'SHAPE 9': HEAD + 'tasks:\n- {id: a, type: parallel, max_workers: «SHAPE»x, tasks: [{id: b, tool: t}]}',
    'CYCLE': HEAD + 'tasks:\n- {id: a, type: parallel, tasks: [{id: «CYCLE»a, tool: t}]}',
    'EXEC_AGENT_ACTION 2': HEAD + 'tasks:\n- {id: a, type: parallel, tasks: [{id: b, agent: «EXEC_AGENT_ACTION»x}]}',
    'COMP_EMPTY': HEAD + 'tasks:\n- «COMP_EMPTY»{id: a, type: composite}',
    'comp_strategy, COMP_DUP': HEAD + 'tasks:\n- {id: a, type: composite, strategy: «comp_strategy»race, tasks: [{id: b, tool: t},{id: «COMP_DUP»b, tool: t}]}',
    'COMP_ITEM': HEAD + 'tasks:\n- {id: a, type: composite, tasks: [«COMP_ITEM»{tool: t}]}',
    'COLL_ITEMS, COLL_TEMPLATE_NONE': HEAD + 'tasks:\n- «COLL_ITEMS COLL_TEMPLATE_NONE»{id: a, type: collection}',
    'COLL_TEMPLATE_BOTH': HEAD + 'tasks:\n- {id: a, type: collection, items: [1], task: {id: b, tool: t}, tasks: «COLL_TEMPLATE_BOTH»[{id: c, tool: t}]}',
    'COLL_MODE, COLL_BATCH, COLL_STRATEGY': HEAD + 'tasks:\n- {id: a, type: collection, items: [1], mode: «COLL_MODE»fast, batch: «COLL_BATCH»-1, strategy: «COLL_STRATEGY»x, task: {id: b, tool: t}}',
    'coll_batch_parallel, EXEC_AGENT_ACTION': HEAD + 'tasks:\n- {id: a, type: collection, items: [1], batch: «coll_batch_parallel»2, task: {id: b, agent: «EXEC_AGENT_ACTION»x}}',
    'task_dup': HEAD + 'tasks:\n- {id: a, tool: t}\n- {id: «task_dup»a, tool: t}',
    'endless': HEAD + 'tasks:\n- {id: a, tool: t, on_success: {next: «endless»b}}\n- {id: b, tool: t, on_success: {next: a}}',
    'OUTPUTS_EMPTY': HEAD + 'outputs: «OUTPUTS_EMPTY»{}\ntasks: [{id: a}]',
    'OUTPUTS_TEMPLATE': HEAD + "outputs: {x: «OUTPUTS_TEMPLATE»'{{ if'}\ntasks: [{id: a}]",
    'SCHEDULE_CRON, SCHEDULE_TIMEZONE, SCHEDULE_JITTER, SCHEDULE_OVERLAP_POLICY, SCHEDULE_START_AT, SCHEDULE_END_AT': HEAD + "schedule: {cron: «SCHEDULE_CRON»x, timezone: «SCHEDULE_TIMEZONE»y, jitter: «SCHEDULE_JITTER»-1s, overlap_policy: «SCHEDULE_OVERLAP_POLICY»z, start_at: «SCHEDULE_START_AT»2020-01-01, end_at: «SCHEDULE_END_AT»'t'}\ntasks: [{id: a}]",
    'SCHEDULE_CRON': HEAD + 'schedule: «SCHEDULE_CRON»{}\ntasks: [{id: a}]',
    'SCHEDULE_INPUT': HEAD + "schedule: {cron: '@daily', input: {n: «SCHEDULE_INPUT»x}}\nconfig: {input: {type: object, properties: {n: {type: integer}}}}\ntasks: [{id: a}]",
    'ACTION_UNKNOWN': HEAD + 'agents: [{id: x, actions: [{id: go}]}]\ntasks:\n- {id: a, agent: x, action: «ACTION_UNKNOWN»goo}',
    'sound 2': HEAD + 'tools: [{id: t, input: {type: object, properties: {n: {type: integer}}}}]\ntasks:\n- {id: a, tool: t, with: {n: x}}',
    'unknown_field 3': HEAD + 'frobnicate: «unknown_field»1\ntasks: [{id: a}]',
    'template 2': HEAD + "tasks:\n- {id: a, tool: t, outputs: {x: «template»'{{ .a }'}}",
    'sound 3': HEAD + 'tasks:\n- {id: a, tool: t, timeout: soon}',
    'SHAPE 10': HEAD + 'tasks:\n- {id: a, tool: t, final: «SHAPE»maybe}',
    'SHAPE 11': HEAD + 'tasks:\n- {id: a, tool: t, env: {A: «SHAPE»[1]}}',
    'sound 4': HEAD + "tasks:\n- {id: a, tool: t, condition: '1 +'}",
    'unknown_field 4': HEAD + 'tasks:\n- {id: a, tool: t, on_error: {next: a, wih: «unknown_field»{}}}',
    'unknown_field 5': HEAD + 'config: {retry_policy: {max_attempts: «unknown_field»3}, start_to_close_timeot: «unknown_field»3s}\ntasks: [{id: a}]',
    'unknown_field 6': HEAD + 'tasks:\n- {id: a, type: signal, signal: {id: s, payloads: «unknown_field»{}}}',
    'unknown_field 7': HEAD + 'triggers: [{type: signal, name: n},{type: signal, name: m, schemas: «unknown_field»{}}]\ntasks: [{id: a}]',
    'unknown_field 8': HEAD + "schedule: {cron: '@daily', time_zone: «unknown_field»UTC}\ntasks: [{id: a}]",
    'sound 5': HEAD + 'agents: [{id: b, model: m, actions: [{id: x, temperature: 1}]}]\ntasks: [{id: a}]',
    'unknown_field 9': HEAD + 'tasks:\n- {id: a, tool: t, config: {on_error: {nxt: «unknown_field»a}}}',
    'sound 6': HEAD + 'author: {nme: x}\ntasks: [{id: a}]',
    'more COLL_ITEMS 1': HEAD + "tasks:\n- {id: a, type: collection, items: «COLL_ITEMS»'', task: {id: b, tool: t}}",
    'more WAIT_FOR, WAIT_CONDITION 1': HEAD + "tasks:\n- {id: a, type: wait, wait_for: «WAIT_FOR»' ', condition: «WAIT_CONDITION»' '}",
    'more sound 1': HEAD + "tasks:\n- {id: a, type: collection, items: [1], batch: '{{ .n }}', task: {id: b, tool: t}}",
    'more sound 2': HEAD + 'tasks:\n- {id: a, type: collection, items: [1], batch: 2, mode: sequential, task: {id: b, tool: t}}',
    'more sound 3': HEAD + "tasks:\n- {id: a, type: collection, items: [1], batch: 0, mode: '{{ .m }}', strategy: '{{ .s }}', task: {id: b, tool: t}}",
    'more SIGNAL_ID 1': HEAD + "tasks:\n- {id: a, type: signal, signal: {id: «SIGNAL_ID»' '}}",
    'more sound 4': HEAD + 'tasks:\n- {id: a, type: aggregate, outputs: {}}',
    'more exec_agent_action 1': HEAD + 'tasks:\n- {id: a, type: collection, items: [1], tasks: [{id: b, tool: t}, {id: c, agent: «exec_agent_action»x}]}',
    'more EARLIER_NOTATION 1': HEAD + 'tasks:\n- {id: a, tool: t, with: {x: {$use: «EARLIER_NOTATION»\'agent(local::agents.#(id=="b"))\'}}}',
    'more EARLIER_NOTATION 2': HEAD + "tasks:\n- {id: a, tool: t, with: {x: {$use: «EARLIER_NOTATION»'agent (b)'}}}",
    'more sound 5': HEAD + "tasks:\n- {id: a, tool: t, with: {x: {$ref: 'agent (b)'}}}",
    'more sound 6': HEAD + "tasks:\n- {id: a, tool: t, with: {x: [{$use: 3, $ref: '#/defs/x', $merge: []}]}}",
    'more EARLIER_NOTATION 3': HEAD + 'tasks:\n- {id: a, tool: t, with: {x: {$ref: «EARLIER_NOTATION»\'local::schemas.#(id=="s")\'}}}',
    'more EARLIER_NOTATION 4': HEAD + 'agents: [{id: b, actions: [{$use: «EARLIER_NOTATION»whatever}]}]\ntasks: [{id: a}]',
    'more sound 7': HEAD + 'mcps: [{$use: whatever}]\ntasks: [{id: a}]',
    'more EARLIER_NOTATION 5': HEAD + '$merge: «EARLIER_NOTATION»{}\ntasks: [{id: a}]',
    'more SCHEMA 1': HEAD + "schemas: [{id: s, $ref: «SCHEMA»'#/x', $defs: {x: {}}}]\ntasks: [{id: a}]",
    'more EARLIER_NOTATION 6': HEAD + "tasks:\n- {id: a, tool: {$use: «EARLIER_NOTATION»'x'}}",
    'more CYCLE_ID, PAR_ITEM_ID, EARLIER_NOTATION 1': HEAD + "tasks:\n- {id: a, type: parallel, tasks: [«CYCLE_ID PAR_ITEM_ID»{$use: «EARLIER_NOTATION»'task(global::x)'}]}",
    'more task_not_found 1': HEAD + "tasks:\n- {id: a, tool: t, on_success: {next: '{{ .x }}'}, on_error: {next: «task_not_found»b}}",
    'more router_route 1': HEAD + "tasks:\n- {id: a, type: router, condition: '1', routes: {x: {type: basic, tool: t, on_success: {next: zz}}, y: «router_route»3}}",
    'more WAIT_CONDITION, WAIT_FOR 1': HEAD + "tasks:\n- {id: a, type: wait, wait_for: s, condition: 'true', timeout: '{{ .t }}', on_timeout: a, processor: «WAIT_CONDITION»{id: p, type: wait, wait_for: «WAIT_FOR»''}}",
    'more sound 8': HEAD + "config: {input: {$id: 'x', type: object, properties: {a: {$ref: '#/nope'}}}}\ntasks: [{id: a}]",
    'more SCHEMA 2': HEAD + 'config: {input: {type: object, properties: «SCHEMA»[1]}}\ntasks: [{id: a}]',
    'more schema_empty 1': HEAD + 'config: {input: {type: object, properties: {a: {enum: «schema_empty»}}}}\ntasks: [{id: a}]',
    'more sound 9': HEAD + 'tasks:\n- {id: a, tool: t, with: {}, input: {type: object, required: [n]}}',
    'more sound 10': HEAD + 'tasks:\n- {id: a, tool: t, with: {n: x}, input: {type: object, properties: {n: {type: integer}}}}',
    'more sound 11': HEAD + "tasks:\n- {id: a, tool: t, with: {n: '{{ .x }}'}, input: {type: object, properties: {n: {type: integer}}}}",
    'more sound 12': HEAD + 'tasks:\n- {id: a, tool: t, retries: true, final: 1, timeout: 3, env: {A: 1, B: true}}',
    'more SHAPE 1': HEAD + "tasks:\n- {id: a, tool: t, retries: «SHAPE»2.5, final: «SHAPE»'yes', sleep: «SHAPE»[], env: «SHAPE»[]}",
    'more sound 13': HEAD + "tasks:\n- {id: a, tool: t, retries: '3', final: 't', sleep: 0}",
    'more SHAPE 2': HEAD + 'tasks:\n- {id: a, tool: «SHAPE»3}',
    'more sound 14': HEAD + "tasks:\n- {id: a, tool: t, config: {retry_policy: {maximum_attempts: 3.0, backoff_coefficient: '2'}}}",
    'more SHAPE 3': HEAD + 'tasks:\n- {id: a, tool: t, config: {retry_policy: {maximum_attempts: «SHAPE»3.5, backoff_coefficient: «SHAPE»two}}}',
    'more SHAPE 4': HEAD + "schedule: {cron: '0 0 * * *', enabled: «SHAPE»perhaps, start_at: 2030-02-01T00:00:00Z, end_at: 2030-01-01T00:00:00Z}\ntasks: [{id: a}]",
    'more SCHEDULE_CRON 1': HEAD + "schedule: {cron: «SCHEDULE_CRON»'61 * * * *', jitter: 5m, overlap_policy: skip, timezone: Europe/Paris}\ntasks: [{id: a}]",
    'more SCHEDULE_CRON 2': HEAD + "schedule: {cron: «SCHEDULE_CRON»'@every 0s'}\ntasks: [{id: a}]",
    'more SCHEDULE_CRON 3': HEAD + "schedule: {cron: «SCHEDULE_CRON»'*/0 * * * *'}\ntasks: [{id: a}]",
    'more SCHEDULE_CRON 4': HEAD + "schedule: {cron: «SCHEDULE_CRON»'* * 5-1 * *'}\ntasks: [{id: a}]",
    'more SCHEDULE_START_AT 1': HEAD + "schedule: {cron: '0 0 1 jan mon-fri', start_at: «SCHEDULE_START_AT»'2030-01-01'}\ntasks: [{id: a}]",
}  # fmt: skip


@pytest.mark.parametrize("marked", ROWS.values(), ids=ROWS)
def test_each_problem_is_told_where_it_stands(marked):
    """What is missing is told at what it is missing from, a name at its value."""
    text, said = unmarked(marked)
    assert places(text) == said


@pytest.mark.parametrize("marked", ROWS.values(), ids=ROWS)
def test_a_problem_stays_with_what_it_is_about(marked):
    """Lines and blanks before it, and another sound task behind it, move it and change nothing else."""
    text, said = unmarked(marked)
    moved = [(line + 3, column, code) for line, column, code in said]
    assert places(f"# one\n\n# three\n{text}") == moved
