"""The table of server groups."""

from mini_nova.commands.nova._kinds.listing import ColumnRange
from mini_nova.output.results import field

COLUMNS = (
    field("Id"),
    field("Name"),
    ColumnRange(field("Project Id"), since="2.13"),
    ColumnRange(field("User Id"), since="2.13"),
    ColumnRange(field("Policies"), until="2.63"),
    ColumnRange(field("Policy"), since="2.64"),
    ColumnRange(field("Rules"), since="2.64"),
    field("Members"),
    ColumnRange(field("Metadata"), until="2.63"),
)
