namespace WhiteMatter.Interactive.Rendering

open System.Text

/// What is written in colour; faces say how.
[<RequireQualifiedAccess>]
type internal Ink =
    | Plain
    | Dark
    | Light
    | Strong
    | Faint

/// A picture of dots in characters of two by four (Unicode's Braille patterns).
[<Sealed>]
type internal DotCanvas(columns: int, lines: int) =
    let dots = Array2D.zeroCreate<int> lines columns
    let inks = Array2D.create lines columns Ink.Plain

    /// Bits of the eight places, by column and row.
    static let bits = [| [| 0x01; 0x02; 0x04; 0x40 |]; [| 0x08; 0x10; 0x20; 0x80 |] |]

    static member Code(ink: Ink) : string =
        match ink with
        | Ink.Plain -> ""
        | Ink.Dark -> "\u001b[34m"
        | Ink.Light -> "\u001b[36m"
        | Ink.Strong -> "\u001b[31m"
        | Ink.Faint -> "\u001b[90m"

    /// A dot at shares of the width and of the height, from the lower left; what lies outside is left out. Stronger inks stay.
    member _.Add(across: float, up: float, ink: Ink) =
        let x = int (across * float (2 * columns - 1) + 0.5)
        let y = int ((1.0 - up) * float (4 * lines - 1) + 0.5)

        if x >= 0 && x < 2 * columns && y >= 0 && y < 4 * lines then
            let line, column = y / 4, x / 2
            dots[line, column] <- dots[line, column] ||| bits[x % 2][y % 4]

            match inks[line, column], ink with
            | Ink.Strong, _ -> ()
            | _, Ink.Faint when inks[line, column] <> Ink.Plain -> ()
            | _ -> inks[line, column] <- ink

    /// The lines, from the top.
    member _.Render(colour: bool) : string list = [
        for line in 0 .. lines - 1 do
            let text = StringBuilder()
            let mutable last = Ink.Plain

            for column in 0 .. columns - 1 do
                let ink =
                    if dots[line, column] = 0 then
                        Ink.Plain
                    else
                        inks[line, column]

                if colour && ink <> last then
                    text.Append("\u001b[0m").Append(DotCanvas.Code ink) |> ignore
                    last <- ink

                text.Append(
                    if dots[line, column] = 0 then
                        ' '
                    else
                        char (0x2800 + dots[line, column])
                )
                |> ignore

            if colour && last <> Ink.Plain then
                text.Append "\u001b[0m" |> ignore

            text.ToString().TrimEnd()
    ]
