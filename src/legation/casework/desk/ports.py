"""Fills the ports of the cases below."""

from legation.casework.cases.parts import ListTool, Starts, add_links, add_starts, add_tool
from legation.casework.desk.bulk.views import tool
from legation.casework.desk.finding.queries import links
from legation.casework.desk.replying.queries import starts, text_for

add_links(links)
add_tool(ListTool("desk/bulk_tool.html", tool))
add_starts(Starts(starts, text_for))
