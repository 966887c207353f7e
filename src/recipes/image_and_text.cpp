// Models of images and text.
#include "recipes/tables.hpp"

namespace taper::recipe_tables {
namespace {

constexpr std::string_view kind = "image and text";

constexpr recipe table[] = {
    {.name = "clip-vit-b32",
     .title = "CLIP ViT-B/32",
     .kind = kind,
     .spec = "cosine | warmup(2000) | peak(0.0005)",
     .steps = 390625,
     .batch = "32768 pairs",
     .source = "arXiv:2103.00020, section 2.5 and appendix F: 32 epochs of 400M pairs, 2000 steps of warmup, cosine",
     .link = "https://arxiv.org/abs/2103.00020",
     .not_verified = "the highest rate (5e-4), and that the cosine ends at 0"},
    {.name = "stable-diffusion-v1-1",
     .title = "Stable Diffusion v1-1",
     .kind = kind,
     .spec = "constant | warmup(10000) | peak(0.0001)",
     .steps = 431000,
     .batch = "2048 images",
     .source = "model card of CompVis/stable-diffusion-v1-1: warmup to 1e-4 for 10,000 steps, then constant; 237,000 "
               "steps at 256 pixels and "
               "194,000 at 512",
     .link = "https://huggingface.co/CompVis/stable-diffusion-v1-1",
     .not_verified = "whether the second phase begins with a warmup of its own"},
};

}  // namespace

const std::span<const recipe> image_and_text = table;

}  // namespace taper::recipe_tables
