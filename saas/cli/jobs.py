"""`saas jobs`: the processes of background work, and what stands where."""

import json
import signal
from threading import Event
from types import FrameType

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.platform.database import unit_of_work
from saas.platform.errors import NotFound
from saas.platform.events import replay, replay_all
from saas.platform.jobs import Queue, enqueue, retry, retry_all
from saas.platform.jobs.catalogue import UnknownJob
from saas.platform.jobs.queries import JobView, dead_letters, recent_jobs, unfinished_counts
from saas.platform.jobs.relay import LEASE, run_relay
from saas.platform.jobs.scheduler import run_scheduler
from saas.platform.jobs.working import work as serve_queue
from saas.platform.tenancy import tenant_context


@click.group(epilog="Example: saas jobs status --tenant huadong")
def command() -> None:
    """Run background work and look after it."""


def _until_told() -> Event:
    """An event that SIGTERM and SIGINT set; also where a shell's `&` had SIGINT ignored."""
    stop = Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    return stop


@command.command(epilog="Example: saas jobs work short")
@click.argument("queue", type=click.Choice([queue.value for queue in Queue]))
@click.option("--burst", is_flag=True, help="Stop when the queue is empty.")
def work(queue: str, *, burst: bool) -> None:
    """Run the jobs of one queue, one at a time; start as many of these as there is to do."""
    with application() as app:
        serve_queue(app, Queue(queue), burst=burst)


@command.command(epilog="Example: saas jobs ask followups.generate --tenant huadong")
@click.argument("key")
@click.option("--tenant", "code", required=True, help="The group's code.")
def ask(key: str, code: str) -> None:
    """Ask for a job now, without waiting for its schedule; the workers run it."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        try:
            number = enqueue(key, {})
        except UnknownJob as error:
            raise NotFound(f"there is no job {key!r} here") from error
    click.echo(f"job {number} waits; see: saas jobs status --tenant {code}")


@command.command(epilog="Example: saas jobs relay")
@click.option(
    "--lease", default=LEASE, show_default=True, help="Seconds for which a running job may be silent."
)
def relay(lease: float) -> None:
    """Send what is due to the queues; one is enough, a second does no harm."""
    stop = _until_told()
    with application() as app:
        run_relay(app, stop, lease=lease)


@command.command(epilog="Example: saas jobs schedule")
def schedule() -> None:
    """Make the jobs of schedules when their times come; one is enough, a second does no harm."""
    stop = _until_told()
    with application() as app:
        run_scheduler(app, stop)


@command.command(epilog="Example: saas jobs status --tenant huadong")
@click.option("--tenant", "code", required=True, help="The group's code.")
def status(code: str) -> None:
    """Show the unfinished and failed jobs of a group, its latest ones, and its dead letters."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        for count in unfinished_counts():
            click.echo(f"{count.queue:6} {count.state:10} {count.count:7}")
        for job in recent_jobs(limit=20).rows:
            click.echo(f"job {job.id:<9} {job.state:10} {job.key:40} {job.done}/{job.total} {_came_of(job)}")
        for letter in dead_letters():
            click.echo(f"dead {letter.id:<8} {letter.event:40} {letter.subscriber} {letter.error_id}")


def _came_of(job: JobView) -> str:
    """The number of its failure, or what its function returned."""
    return job.error_id or (json.dumps(job.result, ensure_ascii=False) if job.result else "")


@command.command(name="retry", epilog="Example: saas jobs retry --tenant huadong --job 512")
@click.option("--tenant", "code", required=True, help="The group's code.")
@click.option("--job", "job_id", type=int, help="One failed or cancelled job; without it, all failed ones.")
def try_again(code: str, job_id: int | None) -> None:
    """Try failed jobs again, from their last checkpoints."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        if job_id is None:
            click.echo(f"{retry_all()} jobs are tried again.")
        else:
            retry(job_id)


@command.command(name="replay", epilog="Example: saas jobs replay --tenant huadong")
@click.option("--tenant", "code", required=True, help="The group's code.")
@click.option("--letter", "delivery_id", type=int, help="One dead letter; without it, all of the group.")
def send_again(code: str, delivery_id: int | None) -> None:
    """Deliver dead letters once more, after what made them fail is mended."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        if delivery_id is None:
            click.echo(f"{replay_all()} deliveries are sent again.")
        else:
            replay(delivery_id)
