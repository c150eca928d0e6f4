"""Taking in what was sent with a step: answers and files, each by itself, so that one wrong file loses
nothing else."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile

from legation.questions.answers import HERE, Where
from legation.questions.definition import Question
from legation.questions.forms import QuestionsForm
from legation.questions.journey import Journey
from legation.questions.models import Attachment
from legation.questions.services import attachments, drafts


def save(journey: Journey, form: QuestionsForm, where: Where = HERE, *, leaving: bool = False) -> bool:
    """Save every valid answer and file, and put what is wrong with a file at its question.

    `leaving`: the person goes elsewhere whatever is wrong, so what was typed wrongly is kept for their
    return. True when a file came that the scanner could not see yet. Raises Conflict when the draft was
    sent meanwhile, TooMany for an entry more than there may be.
    """
    waiting = False
    for question, sent in form.uploads():
        refusals = []
        for upload in sent:
            try:
                row = _attach(journey, question, upload, where)
            except attachments.WrongFile as refusal:
                refusals.append(_named(str(refusal.sentence), upload, len(sent)))
            else:
                waiting = waiting or row.state == Attachment.State.QUARANTINED
        if refusals:
            form.refuse(question, refusals)
    typed = form.typed() if leaving and form.is_typed_wrong() else None
    journey.draft = drafts.save(journey.draft, form.answered(), form.emptied(), where=where, typed=typed)
    return waiting


def remove(journey: Journey, attachment_id: str) -> str:
    """Take a file back; the question that it answered, empty when it is not there."""
    answered = attachments.remove(journey.draft, attachment_id)
    with drafts.changing(journey.draft) as (stored, _answers):
        journey.draft = stored
    return answered.rpartition(".")[2]


def _attach(journey: Journey, question: Question, upload: UploadedFile, where: Where) -> Attachment:
    answered = where.file(question.id)
    return attachments.attach(journey.draft, answered, upload.name or "", upload, most=question.most_files)


def _named(sentence: str, upload: UploadedFile, count: int) -> str:
    """Which of several files is meant; the isolates keep a name of the other direction in one piece."""
    return f"\u2068{attachments.shown_name(upload.name or '')}\u2069: {sentence}" if count > 1 else sentence
