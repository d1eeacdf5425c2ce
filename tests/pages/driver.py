"""Runs the Python blocks of one page, one after the other, as one script would run them.

Reads a line of JSON for each block from standard input and answers with one: what went wrong, and
what each statement gave that says so with `# →`. Run with the page's own interpreter.
"""


def drive():
    import ast
    import contextlib
    import doctest
    import io
    import json
    import os
    import re
    import sys
    import traceback

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    names = vars(sys.modules["__main__"])
    for known in [name for name in names if not name.startswith("__")]:
        del names[known]

    def examples(code):
        test = doctest.DocTestParser().get_doctest(code, names, "page", "page", 0)
        told = io.StringIO()
        doctest.DocTestRunner(verbose=False).run(test, out=told.write, clear_globs=False)
        names.update(test.globs)
        return told.getvalue(), []

    def statements(code):
        lines, found = code.splitlines(), []
        for node in ast.parse(code).body:
            said = re.search(r"#\s→\s(.*)$", lines[node.end_lineno - 1])
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                if isinstance(node, ast.Expr):
                    value = eval(compile(ast.Expression(node.value), "page", "eval"), names)
                else:
                    value = None
                    exec(compile(ast.Module([node], []), "page", "exec"), names)
            if said:
                came = printed.getvalue().strip() or repr(value)
                found.append([node.end_lineno, said[1].strip(), came])
        return "", found

    for line in sys.stdin:
        asked = json.loads(line)
        os.chdir(asked["folder"])
        sys.path[:] = [asked["folder"], *[one for one in sys.path if one != asked["folder"]]]
        try:
            wrong, found = (examples if ">>>" in asked["code"] else statements)(asked["code"])
        except BaseException:
            wrong, found = traceback.format_exc(), []
        answers.write(json.dumps({"wrong": wrong, "found": found}) + "\n")
        answers.flush()


drive()
