"""The command line: the composition root, the only place that knows every room.

Each command imports what it needs when it runs, so that none pays for another.
"""

import typer

from review_gate.cli import (
    doctor_command,
    document_commands,
    gate_command,
    init_command,
    policy_commands,
    record_commands,
    reference_commands,
    stage_commands,
)
from review_gate.cli.emitting import command as emit_command
from review_gate.cli.emitting import post_command

app = typer.Typer(
    name="review-contract",
    help="Documents for AI review bots, and a merge gate that never passes without positive evidence.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
policy = typer.Typer(help="Check the policy file.", no_args_is_help=True)
prompt = typer.Typer(help="Print what a stage's prompt has to say.", no_args_is_help=True)

app.command()(gate_command.gate)
app.command()(record_commands.record)
app.command()(record_commands.replay)
app.command()(init_command.init)
app.command()(document_commands.validate)
app.command()(document_commands.extract)
app.command()(emit_command.emit)
app.command()(post_command.post)
app.command()(stage_commands.stages)
app.command()(reference_commands.schema)
app.command()(reference_commands.explain)
app.command()(doctor_command.doctor)
policy.command()(policy_commands.check)
app.add_typer(policy, name="policy")
prompt.command()(stage_commands.contract)
app.add_typer(prompt, name="prompt")
