// GitHub's own parser and evaluator of `${{ }}`, over plain values.
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

const statusFunction = (name, holds) => ({
  name, minArgs: 0, maxArgs: 0, description: "", call: () => new data.BooleanData(holds()),
});

// evaluator(failed) returns functions that evaluate over a context; `failed` tells whether a step has failed.
export function evaluator(failed) {
  const functions = [
    statusFunction("success", () => !failed()),
    statusFunction("failure", failed),
    statusFunction("always", () => true),
    statusFunction("cancelled", () => false),
  ];
  const byName = new Map(functions.map((one) => [one.name, one]));

  function evaluate(expression, context) {
    const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(context), functions).parse();
    return new Evaluator(tree, toData(context), byName).evaluate();
  }

  return {
    holds: (expression, context) => truthy(evaluate(expression, context)),
    filledIn: (text, context) => String(text ?? "").replace(
      /\$\{\{((?:'(?:[^']|'')*'|[^'}]|\}(?!\}))*)\}\}/g,
      (_, expression) => evaluate(expression.trim(), context).coerceString(),
    ),
  };
}

function toData(value) {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "string") return new data.StringData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  return new data.Dictionary(...Object.entries(value).map(([key, one]) => ({ key, value: toData(one) })));
}

function truthy(value) {
  return value.kind !== data.Kind.Null && !["", "false", "0"].includes(value.coerceString());
}
