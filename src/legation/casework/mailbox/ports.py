"""Fills the ports below: the files of letters on the pages of their cases, and who may read them."""

from legation.casework.cases.kinds import KindPages, add_pages
from legation.casework.cases.models import Kind
from legation.casework.mailbox.files import desk_context, may_read_file, status_context, tell_writer
from legation.questions.serving import add_permit
from legation.questions.signals import file_judged

add_pages(
    Kind.LETTER, KindPages("mailbox/in_case.html", desk_context, "mailbox/in_status.html", status_context)
)
add_permit(may_read_file)
file_judged.connect(tell_writer)
