# Formulas (```math blocks, as GitHub has them) as MathML, which browsers draw without a script.
import latex2mathml.converter


def block(source, language, css_class, options, md, **kwargs):
    return f'<div class="math">{latex2mathml.converter.convert(source, display="block")}</div>'
