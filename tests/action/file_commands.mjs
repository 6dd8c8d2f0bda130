// The files that a step sets outputs and variables with, as the runner reads them (actions/runner,
// FileCommandManager.cs): name=value, or name<<DELIMITER with the lines up to the delimiter.
import { readFileSync } from "node:fs";

export function commandsOf(path) {
  const found = {};
  const lines = readFileSync(path, "utf8").split("\n");
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index];
    if (line === "") continue;
    const [, name, sign, rest] = /^(.*?)(=|<<)(.*)$/su.exec(line) ?? [];
    if (!name || (sign === "<<" && !rest)) throw new Error(`Invalid format '${line}'`);
    if (sign === "=") {
      found[name] = rest;
      continue;
    }
    const end = lines.indexOf(rest, index + 1);
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${rest}'`);
    found[name] = lines.slice(index + 1, end).join("\n");
    index = end;
  }
  return found;
}
