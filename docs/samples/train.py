import json

from schedule import learning_rate

with open("fixed.jsonl", "w") as log:
    for step in range(4000):
        rate = learning_rate(step)
        # for group in optimizer.param_groups: group["lr"] = rate
        # loss.backward(); optimizer.step(); ...
        if step % 10 == 9:
            print(json.dumps({"step": step + 1, "learning_rate": rate}), file=log)
