"""claude-code-action's `execution_file`: how a run really ended, whatever colour its check has.

A run that died, hit a limit or never reached its model looks like a clean review to whoever only asks
whether something was found. Here `completed` needs a last message that says so in every way it can; all
else has a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from review_contract.problems import ContractError, excerpt
from review_contract.safe_text import for_log
from review_contract.v1.envelope import Usage
from review_contract.v1.record_kinds import ExitReason
from review_emitters.adapters.foreign_json import dumps
from review_emitters.adapters.run_usage import model_of, usage_of
from review_emitters.adapters.sdk_messages import Message, Result, last_result, read_messages

MAX_DETAIL: Final = 500
"""As long as a document's `status_reason` may be."""
_MAX_SAID: Final = 200
_MAX_TOOLS: Final = 20

_ENDINGS: Final[Mapping[str | None, ExitReason]] = {
    "error_max_turns": "max_turns",
    "error_max_budget_usd": "max_budget",
    "error_max_structured_output_retries": "invalid_output",
    "error_during_execution": "error",
}
"""What a result's `subtype` means; any other but `success` is an error of a kind that is not known here."""
_TERMINATIONS: Final[Mapping[str | None, ExitReason]] = {
    "max_turns": "max_turns",
    "budget_exhausted": "max_budget",
    "structured_output_retry_exhausted": "invalid_output",
    "model_error": "model_error",
    "api_error": "model_error",
}
"""What `terminal_reason` means where it contradicts a success."""
_CANCELLED: Final = frozenset({"aborted_streaming", "aborted_tools"})
"""What `terminal_reason` says of a run that somebody stopped."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a model's run ended, and what it left behind."""

    exit_reason: ExitReason
    detail: str | None = None
    """One line for people, safe in any log; None if the run completed."""
    usage: Usage | None = None
    model: str | None = None
    turns: int | None = None
    denied_calls: int = 0
    """How many tool calls were not allowed."""
    denied_tools: tuple[str, ...] = ()
    """Names of the tools that were not allowed, each once, in the order of the first refusal."""
    answer: str | None = None
    """The last answer, in the model's own words."""
    structured_output: str | None = None
    """What the model's API made of `--json-schema`, as JSON."""

    @property
    def completed(self) -> bool:
        """Whether the run came to its own end."""
        return self.exit_reason == "completed"

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why a completed run may not have seen everything: sentences without a full stop, safe in any log.

        A denied tool call makes a review partial, whatever it was for: nobody knows what the model could not
        see. Allow the tool, or take it away from the model, which then can't ask for it and be denied.
        """
        if not self.completed or not self.denied_calls:
            return ()
        return (for_log(_denials(self.denied_calls, self.denied_tools))[:_MAX_SAID],)


def read_execution_file(data: bytes | None, *, max_turns: int | None = None) -> RunReport:
    """Return what an execution file says of its run; None is a file that is not there. Never raises.

    `max_turns` is the limit that the run had: more turns than it are no success, whatever the file says.
    """
    if data is None:
        return RunReport("never_ran", "there is no execution file: the model's run never started")
    try:
        messages = read_messages(data) if data.strip() else ()
        if not messages:
            return RunReport("never_ran", "the execution file is empty: the model's run never started")
        return _report(messages, last_result(messages), max_turns)
    except ContractError as error:
        return RunReport(
            "error", for_log(f"the execution file holds no result that can be read: {error}")[:MAX_DETAIL]
        )


def _report(messages: tuple[Message, ...], result: Result | None, max_turns: int | None) -> RunReport:
    usage, model = usage_of(messages, result), model_of(messages, result)
    if result is None:
        detail = "the log does not end with a result: the run was killed, or the file was cut"
        return RunReport("error", detail, usage, model)
    reason = _exit_reason(result, max_turns)
    tools = _denied_tools(result)
    return RunReport(
        exit_reason=reason,
        detail=None if reason == "completed" else _detail(reason, result, tools),
        denied_calls=len(result.permission_denials or ()),
        usage=usage,
        model=model,
        turns=result.num_turns,
        denied_tools=tools,
        answer=result.result,
        structured_output=None if result.structured_output is None else dumps(result.structured_output),
    )


def _exit_reason(result: Result, max_turns: int | None) -> ExitReason:
    if failure := _failure(result):
        return failure
    return "max_turns" if max_turns is not None and (result.num_turns or 0) > max_turns else "completed"


def _failure(result: Result) -> ExitReason | None:
    """Return what keeps a result from being a success: one word of it is enough."""
    says_how = "subtype" in result.model_fields_set
    if result.terminal_reason in _CANCELLED:
        return "cancelled"
    if says_how and result.subtype != "success":
        return _ENDINGS.get(result.subtype, "error")
    if result.is_error is not False:
        return "model_error"
    if result.terminal_reason not in {None, "completed"}:
        return _TERMINATIONS.get(result.terminal_reason, "error")
    if result.errors:
        return "error"
    # The oldest generation says only by its text that it came to an end.
    return None if says_how or result.result else "error"


def _denied_tools(result: Result) -> tuple[str, ...]:
    names = [denial.tool_name for denial in result.permission_denials or () if denial and denial.tool_name]
    return tuple(dict.fromkeys(names))[:_MAX_TOOLS]


def _denials(calls: int, tools: tuple[str, ...]) -> str:
    return f"tool calls were denied: {calls} ({', '.join(tools) or 'unnamed'})"


def _detail(reason: ExitReason, result: Result, tools: tuple[str, ...]) -> str:
    turns = "" if result.num_turns is None else f", turns {result.num_turns}"
    parts = [f"the run ended with {reason}: subtype {excerpt(result.subtype)}{turns}"]
    said = next((error for error in result.errors or () if error), result.result)
    if said:
        parts.append(f"it said: {said[:_MAX_SAID]}")
    if calls := len(result.permission_denials or ()):
        parts.append(_denials(calls, tools))
    return for_log("; ".join(parts))[:MAX_DETAIL]
