"""Files that appear whole or not at all, and stay after a power cut.

A file is written beside its place under a temporary name, forced to disk and renamed; then the
folder is forced to disk, because a rename is atomic but not durable by itself. A reader never
sees half a file under a final name. What a crash leaves behind has a name that `is_leftover`
knows and `remove_leftovers` clears.

Every call that touches the disk goes through one `Files` object, so that a test can make any
single one of them fail.
"""

from ilrsync.durable.files import FILES, Entry, Files
from ilrsync.durable.place import network
from ilrsync.durable.refusals import reason, translated, trouble
from ilrsync.durable.whole import (
    CHUNK,
    is_leftover,
    make_folders,
    remove_leftovers,
    replace,
    sha256,
    sync_tree,
    temporary_name,
    whole_file,
    whole_folder,
    whole_text,
    write_bytes,
    write_text,
)

__all__ = [
    "CHUNK",
    "FILES",
    "Entry",
    "Files",
    "is_leftover",
    "make_folders",
    "network",
    "reason",
    "remove_leftovers",
    "replace",
    "sha256",
    "sync_tree",
    "temporary_name",
    "translated",
    "trouble",
    "whole_file",
    "whole_folder",
    "whole_text",
    "write_bytes",
    "write_text",
]
