// PNG by librsvg and cairo: in programs built on a system that has them.
#include <cairo.h>
#include <librsvg/rsvg.h>

#include <cmath>
#include <memory>

#include "render/png.hpp"
#include "render/png_size.hpp"

namespace taper::render {
namespace {

struct release {
  void operator()(RsvgHandle* p) const { g_object_unref(p); }
  void operator()(cairo_surface_t* p) const { cairo_surface_destroy(p); }
  void operator()(cairo_t* p) const { cairo_destroy(p); }
  void operator()(GError* p) const { g_error_free(p); }
};

template <class T>
using owned = std::unique_ptr<T, release>;

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

error failed_with(const owned<GError>& reason) {
  return failed(errc::syntax, std::string("cannot draw PNG: ") + (reason ? reason->message : "librsvg gave no reason"));
}

}  // namespace

bool has_png() { return true; }

result<std::string> svg_to_png(std::string_view svg, const png_options& options) {
  GError* raw_error = nullptr;
  const owned<RsvgHandle> handle(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &raw_error));
  if (!handle) return failed_with(owned<GError>(raw_error));
  double width = 0;
  double height = 0;
  if (rsvg_handle_get_intrinsic_size_in_pixels(handle.get(), &width, &height) == 0) {
    return failed(errc::syntax, "cannot draw PNG: the SVG has no size in px");
  }
  const double image_width = std::ceil(width * options.scale);
  const double image_height = std::ceil(height * options.scale);
  if (const result<void> fits = fits_png(image_width, image_height); !fits) return fits.error();

  const owned<cairo_surface_t> surface(
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, static_cast<int>(image_width), static_cast<int>(image_height)));
  const owned<cairo_t> context(cairo_create(surface.get()));
  const RsvgRectangle viewport = {0, 0, image_width, image_height};
  if (rsvg_handle_render_document(handle.get(), context.get(), &viewport, &raw_error) == 0) {
    return failed_with(owned<GError>(raw_error));
  }
  std::string bytes;
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface.get(), append, &bytes);
  if (status != CAIRO_STATUS_SUCCESS)
    return failed(errc::io, std::string("cannot draw PNG: ") + cairo_status_to_string(status));
  return bytes;
}

}  // namespace taper::render
