"""The table of mutants follows the code: each guard is still there, and so is the test that misses it."""

import ast
from collections import Counter

import pytest

from tests.mutant import Mutant
from tests.mutants import MUTANTS, ROOT

by_name = pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])


@by_name
def test_a_mutant_s_source_stands_in_its_file_exactly_once(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.source) == 1


@by_name
def test_a_mutant_is_still_python(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    ast.parse(text.replace(mutant.source, mutant.replacement))


@by_name
def test_a_mutant_s_test_exists(mutant: Mutant) -> None:
    path, _, name = mutant.test.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_mutant_has_a_name_of_its_own_and_there_are_enough() -> None:
    assert max(Counter(mutant.name for mutant in MUTANTS).values()) == 1
    assert len(MUTANTS) >= 28
