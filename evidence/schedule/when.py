"""When to ask: at night in Bethesda, and not at the minute at which everybody asks.

NCBI asks for large jobs at weekends, or between 21:00 and 5:00 US Eastern time on
weekdays (E-utilities usage policy, NBK25497).
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from hashlib import blake2b

from evidence.schedule.model import DELAY, WEEKDAYS, Days

Offsets = tuple[timedelta, timedelta]
"""How far local time is ahead of UTC, in January and in July."""

UTC: Offsets = (timedelta(), timedelta())

_EASTERN: Offsets = (timedelta(hours=-5), timedelta(hours=-4))
_BEGIN, _END = time(21), time(5)
_MONDAY = datetime(2024, 1, 1)  # noqa: DTZ001 - any Monday, on a clock without a zone
_WEEKEND = (6, 7)
_NIGHT = 3  # the hour that suits most clinics
_ROUND = 5  # minutes that people choose by themselves


def host_minute(host: str) -> int:
    """A minute of its own for every machine, never a multiple of five."""
    minutes = [minute for minute in range(60) if minute % _ROUND]
    digest = blake2b(host.encode("utf-8", "surrogateescape"), digest_size=8).digest()
    return minutes[int.from_bytes(digest, "big") % len(minutes)]


def usual_time(host: str, offsets: Offsets) -> time:
    """The host's minute in that off-peak hour of NCBI's that is nearest to 3 at night."""
    minute = host_minute(host)
    hours = sorted(range(24), key=lambda hour: min((hour - _NIGHT) % 24, (_NIGHT - hour) % 24))
    times = (time(hour, minute) for hour in hours)
    return next(at for at in times if off_peak(at, "mon-fri", offsets))


def off_peak(at: time, days: Days, offsets: Offsets) -> bool:
    """Whether a run at `at`, local time, spares NCBI on all of its days, summer and winter."""
    return all(_spares(moment) for moment in _moments(at, days, offsets))


def _moments(at: time, days: Days, offsets: Offsets) -> Iterable[datetime]:
    """The first and the last moment at which a run may start, in Eastern time."""
    for weekday in WEEKDAYS[days]:
        local = datetime.combine(_MONDAY + timedelta(days=weekday - 1), at)
        for ahead, eastern in zip(offsets, _EASTERN, strict=True):
            yield local - ahead + eastern
            yield local - ahead + eastern + timedelta(minutes=DELAY)


def _spares(eastern: datetime) -> bool:
    clock = eastern.time()
    return eastern.isoweekday() in _WEEKEND or clock >= _BEGIN or clock <= _END
