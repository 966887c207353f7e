// Any text with a rate and a position in each line, or a rate below a heading that names the position.
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_any(std::string_view) { return true; }

}  // namespace

constinit const reader lines_format{
    .format =
        {"lines",
         "any text with a position and a rate in each line, or a rate below a heading (`Epoch 3/10`): mmcv, "
         "MMEngine, MMCV's forks, torchvision, DETR, MAE, DINO, detectron2, YOLOX, PaddlePaddle, GluonCV, "
         "fairseq, icefall, SpeechBrain, JoeyNMT, OpenNMT, flair, Caffe, Keras, MindSpore, BasicSR, HugeCTR, verl",
         "Epoch [1][50/300]  lr: 1.000e-03, loss: 2.31", "such a line, if no other format matches",
         "`lr: [a, b]`, `lr_head`"},
    .line = {.fits = fits_any}};

}  // namespace taper::inspection
