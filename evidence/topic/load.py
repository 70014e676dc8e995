"""Reads topics and tags from folders of TOML files; the first folder wins by file name."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from evidence.errors import NotFound, UsageProblem
from evidence.shipped import shipped
from evidence.topic.document import Document, Table, suggestion
from evidence.topic.model import QUESTION_TYPES, Pico, Tag, Topic, TopicSection
from evidence.topic.positions import Keys

_TOPIC_KEYS = (
    "title",
    "question",
    "question_type",
    "condition",
    "query",
    "not_quoted",
    "pico",
    "sections",
)
_PICO_KEYS = ("population", "intervention", "comparison", "outcomes")
_SECTION_KEYS = ("name", "title", "question_type", "query", "about", "missing")
_TAG_KEYS = ("label", "meaning", "query")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def default_folders() -> tuple[Path, ...]:
    """`queries` of the working directory where it exists, then the shipped one."""
    own = Path.cwd() / "queries"
    return (own, shipped("queries")) if own.is_dir() else (shipped("queries"),)


def load_topics(folders: Sequence[Path] | None = None) -> tuple[Topic, ...]:
    """Every topic, by name. A file hides files of its name in later folders.

    Raises UsageProblem "FILE:LINE: what; what to write" on the first wrong file.
    """
    return tuple(_topic(path) for path in _files(folders, "topics"))


def load_tags(folders: Sequence[Path] | None = None) -> tuple[Tag, ...]:
    """Every tag, by file and in the file's order.

    Raises UsageProblem as `load_topics`, and where two files name the same tag.
    """
    seen: dict[str, Tag] = {}
    for path in _files(folders, "tags"):
        document = Document.read(path)
        for tag in _tags(document):
            if tag.name in seen:
                raise document.problem(
                    (tag.name,),
                    f"the tag {tag.name!r} is already in {seen[tag.name].path}.",
                    "Give one of them another name, or put yours in a file of the same name: "
                    "it then replaces the whole file.",
                )
            seen[tag.name] = tag
    return tuple(seen.values())


def check_file(path: Path) -> None:
    """Raise UsageProblem, as the loaders do, where a file of topics/ or tags/ is wrong."""
    if path.parent.name == "topics":
        _topic(path)
    elif path.parent.name == "tags":
        _tags(Document.read(path))


def find_topic(name: str, topics: Iterable[Topic]) -> Topic:
    """The topic of that name. Raises NotFound with the nearest name."""
    known = {topic.name: topic for topic in topics}
    if name in known:
        return known[name]
    longer = [each for each in known if name and each.startswith(name)]
    hint = suggestion(name, known) or f"Topics are: {', '.join(longer or known)}."
    raise NotFound(f"There is no topic {name!r}.", hint)


def query_warnings(topics: Iterable[Topic], tags: Iterable[Tag]) -> tuple[str, ...]:
    """What is likely wrong with the queries of the files, each as "FILE:LINE: ..."."""
    found: list[str] = []
    for topic in topics:
        document = Document.read(topic.path)
        found += document.warnings_at(("query",), topic.query)
        for number, section in enumerate(topic.sections):
            found += document.warnings_at(("sections", number, "query"), section.query)
            found += document.warnings_at(("sections", number, "about"), section.about)
    for tag in tags:
        found += Document.read(tag.path).warnings_at((tag.name, "query"), tag.query)
    return tuple(found)


def _files(folders: Sequence[Path] | None, kind: str) -> list[Path]:
    chosen: dict[str, Path] = {}
    for folder in default_folders() if folders is None else folders:
        for path in sorted((folder / kind).glob("*.toml")):
            if not path.name.startswith("."):
                chosen.setdefault(path.name, path)
    for path in chosen.values():
        if not _NAME.fullmatch(path.stem):
            raise UsageProblem(
                f"{path}: a file here is named in small letters, digits and hyphens.",
                f"Rename it, for example: {_plain(path.stem)}.toml",
            )
    return [chosen[name] for name in sorted(chosen)]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "my-topic"


def _topic(path: Path) -> Topic:
    document = Document.read(path)
    data = document.data
    document.only(data, (), _TOPIC_KEYS)
    heading, heading_ui = _condition(document)
    return Topic(
        name=path.stem,
        title=document.text_at(data, (), "title", '"Lumbar spinal stenosis"'),
        question=document.text_at(data, (), "question", '"In adults with ..., does ... help?"'),
        question_type=document.one_of(data, (), "question_type", QUESTION_TYPES),
        pico=_pico(document),
        query=document.query_at(data, (), "query"),
        condition=heading,
        sections=_sections(document),
        path=path,
        condition_ui=heading_ui,
    )


def _condition(document: Document) -> tuple[str, str]:
    example = 'condition = { name = "Spinal Stenosis", mesh_ui = "D013130" }'
    table = document.table_at(document.data, (), "condition", example)
    document.only(table, ("condition",), ("name", "mesh_ui"))
    name = document.text_at(table, ("condition",), "name", '"Spinal Stenosis"')
    heading_ui = document.text_at(table, ("condition",), "mesh_ui", '"D013130"')
    if not re.fullmatch(r"D\d{6,9}", heading_ui):
        raise document.problem(
            ("condition", "mesh_ui"),
            f"{heading_ui!r} is no MeSH number.",
            'Write the heading\'s unique ID, for example: "D013130"',
        )
    return name, heading_ui


def _pico(document: Document) -> Pico:
    example = '[pico] with population = "Adults with ..."'
    table = document.table_at(document.data, (), "pico", example)
    keys: Keys = ("pico",)
    document.only(table, keys, _PICO_KEYS)
    return Pico(
        population=document.text_at(table, keys, "population", '"Adults with ..."'),
        intervention=document.text_at(table, keys, "intervention", '"Exercise"'),
        comparison=document.text_at(table, keys, "comparison", '"Usual care"'),
        outcomes=document.texts_at(table, keys, "outcomes", '["Pain", "Walking"]'),
    )


def _sections(document: Document) -> tuple[TopicSection, ...]:
    never = ""
    if "not_quoted" in document.data:
        never = document.query_at(document.data, (), "not_quoted")
    tables = document.data.get("sections")
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise document.problem(
            ("sections",),
            "a topic needs at least one section.",
            'Write, for example: [[sections]] and under it name = "how-common"',
        )
    found: list[TopicSection] = []
    for number, table in enumerate(tables):
        section = _section(document, table, ("sections", number), never)
        if any(section.name == other.name for other in found):
            raise document.problem(
                ("sections", number, "name"),
                f"two sections are named {section.name!r}.",
                "Give one of them another name.",
            )
        found.append(section)
    return tuple(found)


def _section(document: Document, table: Table, keys: Keys, never: str) -> TopicSection:
    document.only(table, keys, _SECTION_KEYS)
    name = document.text_at(table, keys, "name", '"how-common"')
    about = document.query_at(table, keys, "about")
    return TopicSection(
        name=_name(document, name, (*keys, "name")),
        title=document.text_at(table, keys, "title", '"How common it is"'),
        question_type=document.one_of(table, keys, "question_type", QUESTION_TYPES),
        query=document.query_at(table, keys, "query"),
        about=f"({about})\nNOT ({never})" if never else about,
        missing=document.text_at(table, keys, "missing", '"No stored record says ..."'),
    )


def _name(document: Document, name: str, keys: Keys) -> str:
    if _NAME.fullmatch(name):
        return name
    raise document.problem(
        keys,
        f"the name {name!r} must be small letters, digits and hyphens.",
        f"Write: {_plain(name)}",
    )


def _tags(document: Document) -> list[Tag]:
    found: list[Tag] = []
    for name in document.data:
        keys: Keys = (name,)
        table = document.table_at(document.data, (), name, f"[{_plain(name)}]")
        document.only(table, keys, _TAG_KEYS)
        found.append(
            Tag(
                name=_name(document, name, keys),
                group=document.path.stem,
                label=document.text_at(table, keys, "label", '"Magnesium"'),
                meaning=document.text_at(table, keys, "meaning", '"Magnesium as a treatment."'),
                query=document.query_at(table, keys, "query"),
                path=document.path,
            )
        )
    return found
