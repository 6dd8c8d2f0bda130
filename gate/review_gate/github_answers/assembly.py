"""All of the folder put together."""

from typing import cast

from review_contract.parsing import validate
from review_gate.evidence import Evidence
from review_gate.github_answers import rest
from review_gate.github_answers.conversation import posts, with_histories
from review_gate.github_answers.folder import (
    COMMENTS,
    FILES,
    GRAPHQL,
    REVIEW_COMMENTS,
    REVIEWS,
    Answers,
    Folder,
    Top,
    check_total,
    top_of,
)
from review_gate.github_answers.graphql import GraphqlAnswer, graphql_answer
from review_gate.github_answers.runs import artifacts_of, runs_of
from review_gate.github_answers.shape import Notes
from review_gate.github_answers.subject import repository_of, subject_of


def evidence_from_answers(answers: Answers, observed_at: str) -> Evidence:
    """Return the evidence that a folder of answers holds, read at the instant `observed_at`.

    Raises:
        ContractError: where no pull request or issue can be read, so that there is nothing to decide about.
    """
    folder = Folder(answers, Notes())
    top = top_of(folder)
    repository, default_branch = repository_of(folder, top)
    graphql = _graphql(folder, top)
    comments = posts(folder, COMMENTS, rest.comment)
    check_total(folder, top, "comments", COMMENTS, comments)
    runs = runs_of(folder)
    said: dict[str, object] = {
        "schema_version": "1.0",
        "observed_at": observed_at,
        "repository": repository,
        "default_branch": default_branch,
        "subject": subject_of(folder, top, graphql),
        "comments": with_histories(folder, comments, graphql.comments if graphql else None),
        "deletions": graphql.deletions if graphql else (),
        "runs": runs,
        "artifacts": artifacts_of(folder, runs),
    }
    if top.is_pull:
        said |= _pull_lists(folder, top, graphql)
    return validate(Evidence, said | {"problems": folder.notes.told()})


def _graphql(folder: Folder, top: Top) -> GraphqlAnswer | None:
    number = top.need(lambda item: item.get("number", int))
    head = top.need(lambda item: item.child("head").sha("sha")) if top.is_pull else None
    pages = folder.values(GRAPHQL)
    if pages is None:
        return None
    if len(pages) == 1 and isinstance(pages[0], list):
        pages = cast("list[object]", pages[0])
    return graphql_answer(pages, number, head, folder.note(GRAPHQL))


def _pull_lists(folder: Folder, top: Top, graphql: GraphqlAnswer | None) -> dict[str, object]:
    reviews = posts(folder, REVIEWS, rest.review)
    line_comments = posts(folder, REVIEW_COMMENTS, rest.review_comment)
    files = folder.items(FILES, rest.changed_file)
    if files is not None:
        files = list(dict.fromkeys(files))
    check_total(folder, top, "review_comments", REVIEW_COMMENTS, line_comments)
    check_total(folder, top, "changed_files", FILES, files)
    return {
        "reviews": with_histories(folder, reviews, graphql.reviews if graphql else None),
        "review_comments": tuple(line_comments or ()),
        "files": None if files is None else tuple(files),
    }
