// Command oracle answers, for template and context pairs read as JSON lines, what Go's own
// text/template with sprig makes of them. It is the judge of the Python engine, not a part of it.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"text/template"
	"time"

	"github.com/Masterminds/sprig"
)

type question struct {
	Template string          `json:"template"`
	Context  json.RawMessage `json:"context"`
}

type answer struct {
	Text  *string `json:"text,omitempty"`
	Error string  `json:"error,omitempty"`
	Why   string  `json:"why,omitempty"`
}

// The clock of the oracle stands still, so that its answers can be recorded.
var moment = time.Date(2024, 2, 29, 13, 4, 5, 123456000, time.UTC)

func functions() template.FuncMap {
	known := sprig.TxtFuncMap()
	known["now"] = func() time.Time { return moment }
	return known
}

// number turns a JSON number into what the engine's contexts hold: whole ones are int64.
func number(value any) any {
	switch v := value.(type) {
	case json.Number:
		if !strings.ContainsAny(v.String(), ".eE") {
			if whole, err := v.Int64(); err == nil {
				return whole
			}
		}
		float, _ := v.Float64()
		return float
	case []any:
		for i := range v {
			v[i] = number(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = number(v[key])
		}
	}
	return value
}

func class(err error) string {
	text := err.Error()
	for _, mark := range []string{"no entry for key", "nil pointer evaluating"} {
		if strings.Contains(text, mark) {
			return "missing"
		}
	}
	return "runtime"
}

func ask(q question) (result answer) {
	defer func() {
		if crash := recover(); crash != nil {
			result = answer{Error: "runtime", Why: fmt.Sprint("panic: ", crash)}
		}
	}()
	decoder := json.NewDecoder(bytes.NewReader(q.Context))
	decoder.UseNumber()
	var context any
	if err := decoder.Decode(&context); err != nil {
		return answer{Error: "context", Why: err.Error()}
	}
	parsed, err := template.New("template").Funcs(functions()).Option("missingkey=error").Parse(q.Template)
	if err != nil {
		return answer{Error: "syntax", Why: err.Error()}
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, number(context)); err != nil {
		return answer{Error: class(err), Why: err.Error()}
	}
	text := out.String()
	return answer{Text: &text}
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "functions" {
		names := []string{}
		for name := range sprig.TxtFuncMap() {
			names = append(names, name)
		}
		sort.Strings(names)
		fmt.Println(strings.Join(names, "\n"))
		return
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		encoder.Encode(ask(q))
		out.Flush() // a template that kills Go, too, shows which one it was
	}
}
