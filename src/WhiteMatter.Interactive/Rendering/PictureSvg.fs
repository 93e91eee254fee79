/// Pictures as the report draws them.
[<RequireQualifiedAccess>]
module WhiteMatter.Interactive.PictureSvg

open System.Net
open WhiteMatter.Reporting

/// A standalone SVG element.
let draw (picture: Picture) : string =
    match picture.Drawing with
    | Drawing.Histogram(measure, counted) -> HistogramSvg.Draw(measure, counted)
    | Drawing.Density(cells, across, up) -> DensitySvg.Draw(cells, picture.Title, picture.Caption, across, up)
    | Drawing.Manhattan figure -> ManhattanSvg.Draw(figure.Genome, figure.Variants, figure.Plot)
    | Drawing.Quantiles(label, plot) -> QqSvg.Draw(label, plot)
    | Drawing.Slice slice -> slice.Svg picture.Title

/// A page that holds the picture and needs nothing else.
let page (picture: Picture) : string =
    let title, caption =
        WebUtility.HtmlEncode picture.Title, WebUtility.HtmlEncode picture.Caption

    $"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font-family: Helvetica, Arial, sans-serif; margin: 2rem auto; max-width: 64rem; color: #22262a }} svg {{ width: 100%%; max-height: 80vh }}</style></head>
<body><h1>{title}</h1>{draw picture}<p>{caption}</p></body>
</html>
"""
