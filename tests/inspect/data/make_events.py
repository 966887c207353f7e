"""Makes the TensorBoard event files of the tests with the real writers.

    pip install tensorboardX==2.6.5 tensorboard==2.21.0
    python make_events.py

events.simple: tensorboardX (PyTorch's writer has the same format): scalars as simple_value.
events.tensor: tensorboard's own v2 summaries, as TensorFlow 2 and Keras write them: scalars as tensors.
Both: linear | warmup(20) | peak(0.0005) over 200 steps, logged every 5th step by its 0-based index.
"""
import glob
import os
import shutil
import tempfile

from tensorboard.compat.proto import event_pb2
from tensorboard.plugins.scalar.summary_v2 import scalar_pb
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboardX import SummaryWriter


def rate(c, peak=5e-4, w=20, total=200):
    return peak * c / w if c < w else peak * (total - c) / (total - w)


def keep(folder, name):
    shutil.copy(glob.glob(os.path.join(folder, "events.out.tfevents.*"))[0], name)


with tempfile.TemporaryDirectory() as folder:
    writer = SummaryWriter(folder)
    for step in range(0, 200, 5):
        writer.add_scalar("train/loss", 3 - step / 200, step)
        writer.add_scalar("train/learning_rate", rate(step), step)
    writer.close()
    keep(folder, "events.simple")

with tempfile.TemporaryDirectory() as folder:
    writer = EventFileWriter(folder)
    for step in range(0, 200, 5):
        for tag, value in (("epoch_loss", 3 - step / 200), ("epoch_learning_rate", rate(step))):
            writer.add_event(event_pb2.Event(wall_time=1.7e9 + step, step=step, summary=scalar_pb(tag, value)))
    writer.flush()
    writer.close()
    keep(folder, "events.tensor")
