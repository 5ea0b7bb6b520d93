"""Delete flavors. Their servers stay as they are."""

from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import flavors

command = on_each(
    __name__, __doc__, flavors.delete, "flavor", failure="Unable to delete the specified flavor(s)."
)
