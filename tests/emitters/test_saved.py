"""Saved emissions: what is restored is what was composed, and a file that was changed is refused."""

import pytest
from hypothesis import given, settings

from review_contract import ContractError
from review_contract.v1.base import Model
from review_emitters.emit import emit
from review_emitters.saved import BODY, DOCUMENT, PLAN, REVIEW_BODY, restored, saved
from review_emitters.stages import STAGES, Stage
from tests.emitters.draft_strategies import staged
from tests.emitters.samples import context, example, for_stage


@settings(max_examples=60)
@given(staged())
def test_an_emission_survives_being_written_down(drafted: tuple[Stage, Model]) -> None:
    stage, draft = drafted
    emission = emit(stage, draft, for_stage(stage))
    assert restored(saved(emission, "before")) == (emission, "before")


FILES = saved(emit(STAGES["review"], example(STAGES["review"]), context()))
OTHER = saved(emit(STAGES["review"], example(STAGES["review"]), context(round=2)))


@pytest.mark.parametrize("name", [PLAN, DOCUMENT, BODY, REVIEW_BODY, "outcome.json"])
def test_a_missing_file_is_refused(name: str) -> None:
    with pytest.raises(ContractError, match="missing"):
        restored({key: data for key, data in FILES.items() if key != name})


@pytest.mark.parametrize("name", [DOCUMENT, BODY, REVIEW_BODY])
def test_a_file_of_another_emission_is_refused(name: str) -> None:
    with pytest.raises(ContractError):
        restored({**FILES, name: OTHER[name]})


def test_a_body_that_was_put_before_the_block_is_refused() -> None:
    with pytest.raises(ContractError):
        restored({**FILES, BODY: b"hello\n" + FILES[BODY]})
