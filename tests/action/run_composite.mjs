// Runs a composite action as the Actions runner does, with GitHub's own parser, normaliser and evaluator.
//
//   node --import ./json_modules.mjs run_composite.mjs < jobs.jsonl > runs.jsonl
//   a job: {action, workspace, temp, inputs, github, environment, uploads_fail}
//       or {action, parse_only: true}
//
// Like the runner: defaults of inputs, `if`, `env`, bash with its options, the files for outputs,
// environment, path and summary as it reads them, status functions, the action's outputs.
// A `uses:` is not run but recorded, with the file that it would upload; it fails if there is none, or if
// told to.
//
// Not like it, so not shown by these tests: ::commands:: and masking (a log is only looked through for
// them), `continue-on-error`, `working-directory`, shells but bash, timeouts, nested actions, the permissions
// of a token, and that the official upload action does with its inputs what its documentation says.
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { NoOperationTraceWriter } from "@actions/workflow-parser";
import { parseAction } from "@actions/workflow-parser/actions/action-parser";
import { convertActionTemplate } from "@actions/workflow-parser/actions/action-template";
import YAML from "yaml";
import { evaluator } from "./expressions.mjs";
import { commandsOf } from "./file_commands.mjs";

const SKIPPED = { outcome: "skipped", log: "", summary: "", outputs: {}, environment: {} };
const COMMAND_FILES = ["OUTPUT", "ENV", "PATH", "STEP_SUMMARY", "STATE"];

function main(job) {
  const file = join(job.action, "action.yml");
  const text = readFileSync(file, "utf8");
  const { errors, conditions } = parsed(file, text);
  const action = YAML.parse(text);
  if (errors.length || job.parse_only) return { errors, action };
  return { errors, ...ranAction(action, conditions, job) };
}

// GitHub's parser drops what it does not need (`shell`, `with`) and keeps indentation, so strings come from
// YAML.
function parsed(file, text) {
  const action = parseAction({ name: file, content: text }, new NoOperationTraceWriter());
  const errors = action.context.errors.getErrors().map((error) => error.message);
  if (errors.length) return { errors };
  const template = convertActionTemplate(action.context, action.value);
  return { errors, conditions: template.runs.steps.map((step) => step.if.expression) };
}

function ranAction(action, conditions, job) {
  let failed = false;
  const { holds, filledIn } = evaluator(() => failed);
  const github = { ...job.github, action_path: job.action, workspace: job.workspace };
  const runner = { os: "Linux", temp: job.temp };
  const context = { github, runner, env: job.environment, inputs: {}, steps: {} };
  for (const [name, input] of Object.entries(action.inputs ?? {}))
    context.inputs[name] = String(job.inputs[name] ?? filledIn(input.default, context));

  const mapped = (values) => Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [name, filledIn(value, context)]),
  );
  const steps = action.runs.steps.map((step, index) => {
    const record = { ...SKIPPED, name: step.name };
    if (holds(conditions[index], context)) {
      if (step.uses) Object.assign(record, uploaded(step.uses, mapped(step.with), job));
      else Object.assign(record, ranScript(filledIn(step.run, context), mapped(step.env), job));
      failed ||= record.outcome === "failure";
    }
    const { outputs, outcome } = record;
    if (step.id) context.steps[step.id] = { outputs, outcome, conclusion: outcome };
    return record;
  });
  const values = Object.entries(action.outputs ?? {}).map(([name, output]) => [name, output.value]);
  return { conclusion: failed ? "failure" : "success", outputs: mapped(Object.fromEntries(values)), steps };
}

function uploaded(uses, inputs, job) {
  const found = existsSync(inputs.path) && !job.uploads_fail;
  const file = found ? readFileSync(inputs.path, "utf8") : null;
  return { uses, inputs, file, outcome: found ? "success" : "failure" };
}

// actions/runner, ScriptHandlerHelpers.cs: bash --noprofile --norc -e -o pipefail {0}
function ranScript(script, env, job) {
  const folder = mkdtempSync(join(job.temp, "step-"));
  const files = Object.fromEntries(COMMAND_FILES.map((name) => [`GITHUB_${name}`, join(folder, name)]));
  for (const path of Object.values(files)) writeFileSync(path, "");
  writeFileSync(join(folder, "script.sh"), script);
  const log = openSync(join(folder, "log"), "w");
  const options = ["--noprofile", "--norc", "-e", "-o", "pipefail"];
  const { status } = spawnSync("bash", [...options, join(folder, "script.sh")], {
    cwd: job.workspace,
    env: { ...job.environment, GITHUB_ACTION_PATH: job.action, RUNNER_TEMP: job.temp, ...files, ...env },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return {
    code: status,
    outcome: status === 0 ? "success" : "failure",
    log: readFileSync(join(folder, "log"), "utf8"),
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8"),
    outputs: commandsOf(files.GITHUB_OUTPUT),
    environment: commandsOf(files.GITHUB_ENV),
    path: readFileSync(files.GITHUB_PATH, "utf8"),
  };
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(main(JSON.parse(line)))}\n`);
