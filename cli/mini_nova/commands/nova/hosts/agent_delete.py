"""Remove builds of guest agents. Nova removed them in 22.0.0."""

from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import agents

command = on_each(
    __name__, __doc__, agents.delete, "id", failure="Unable to delete the specified agent(s)."
)
