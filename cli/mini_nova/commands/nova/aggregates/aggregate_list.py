"""List the host aggregates."""

from mini_nova.commands.nova._kinds.listing import ColumnRange, listing
from mini_nova.compute.resources import aggregates
from mini_nova.output.results import field

COLUMNS = (
    field("Id"),
    field("Name"),
    field("Availability Zone"),
    ColumnRange(field("UUID"), since="2.41"),
)

command = listing(__name__, __doc__, aggregates.list_all, COLUMNS)
