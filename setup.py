"""Which folders become which packages; everything else about the project is in pyproject.toml.

The top-level folders plugins/, config/ and examples/ are installed under names of their own, so
that a wheel carries the built-in formats, the commented configuration and the demonstration.
"""

from setuptools import find_packages, setup

FOLDERS = {
    "ilrsync": "ilrsync",
    "ilrsync_plugins": "plugins",
    "ilrsync_config": "config",
    "ilrsync_examples": "examples",
}

packages = list(FOLDERS)
for package, folder in FOLDERS.items():
    packages += [f"{package}.{name}" for name in find_packages(folder)]

setup(
    packages=packages,
    package_dir=FOLDERS,
    package_data={
        "ilrsync": ["py.typed", "**/*.toml"],
        "ilrsync_plugins": ["**/*"],
        "ilrsync_config": ["**/*"],
        "ilrsync_examples": ["**/*"],
    },
)
