# Values of Raja-Vignesh7/ML-NLP-Engineer src/config.py
from transformers import TrainingArguments

training_args = TrainingArguments(
    output_dir="./results",
    learning_rate=2e-5,
    per_device_train_batch_size=16,
    num_train_epochs=3,
    max_steps=1500,
)
