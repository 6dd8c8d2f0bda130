"""What becomes of what somebody wrote: edits are kept, deletions leave a trace."""

from collections.abc import Iterable, Mapping

from tests.github.accounts import Voice
from tests.github.store import Comment, Edit, Event, Review, State, Thread, place_of


def add_comment(state: State, where: Thread, voice: Voice, body: str) -> Comment:
    """Put a comment below a conversation."""
    now = state.clock.tick()
    made = Comment(id=next(state.ids), where=where, voice=voice, body=body, created_at=now, updated_at=now)
    state.threads[where].comments.append(made)
    state.nodes[made.node_id] = made
    state.touched[where] = now
    return made


def add_many(state: State, where: Thread, voice: Voice, bodies: Iterable[str]) -> None:
    """Put comments below a conversation, all in one second: what a crowd does, without its requests."""
    now = state.touched[where] = state.clock.tick()
    for body in bodies:
        made = Comment(
            id=next(state.ids), where=where, voice=voice, body=body, created_at=now, updated_at=now
        )
        state.threads[where].comments.append(made)
        state.nodes[made.node_id] = made


def edit(state: State, post: Comment, editor: str, body: str) -> None:
    """Replace a body; what stood there at first becomes the history's first revision."""
    if body == post.body:
        return
    if not post.edits:
        post.edits.append(Edit(post.voice.login, post.created_at, post.body))
    post.updated_at = state.touched[post.where] = state.clock.tick()
    post.edits.append(Edit(editor, post.updated_at, body))
    post.body = body


def delete_revision(state: State, post: Comment, index: int) -> None:
    """Take a revision's text away, the oldest being 0; who wrote it and when stays visible."""
    post.edits[index].body = None
    post.edits[index].deleted_at = state.clock.tick()


def delete_comment(state: State, comment: Comment, actor: str) -> None:
    """Take a comment away; the timeline keeps whose it was, and who did it."""
    comments = state.threads[comment.where].comments
    del comments[place_of(comments, comment)]
    del state.nodes[comment.node_id]
    author = {"deletedCommentAuthor": comment.voice.login}
    happened(state, comment.where, "CommentDeletedEvent", actor, author)


def minimise(state: State, post: Comment, reason: str) -> None:
    """Hide a comment or review."""
    post.hidden = reason
    state.hidden.append(post.node_id)


def happened(state: State, where: Thread, kind: str, actor: str, about: Mapping[str, str]) -> None:
    """Put an event into the timeline."""
    event = Event(next(state.ids), kind, state.clock.tick(), actor, about)
    state.threads[where].events.append(event)
    state.touched[where] = event.at


def visible_reviews(state: State, where: Thread, viewer: str) -> list[Review]:
    """Return the reviews that somebody sees: pending ones are their author's alone."""
    reviews = state.threads[where].reviews
    return [one for one in reviews if one.state != "PENDING" or one.voice.login == viewer]
