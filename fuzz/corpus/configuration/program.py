"""TrainingArguments(learning_rate=1)"""
from trl import SFTConfig
lr: float = 3e-5
hp = {"learning_rate": lr, **more}
args = SFTConfig(output_dir="a", max_steps=500, lr_scheduler_kwargs=dict(num_cycles=1), **hp)
args.warmup_steps += 3; setattr(args, "lr", 1)
class A(Trainer):
    def create_scheduler(self, n=1): return (lr := 2)
