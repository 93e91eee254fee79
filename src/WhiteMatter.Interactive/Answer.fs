namespace WhiteMatter.Interactive

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Reporting
open WhiteMatter.Runtime.Queries

/// What a picture draws. Nothing of it shows a single person.
[<RequireQualifiedAccess>]
type Drawing =
    /// How a measure is spread over people.
    | Histogram of QualityMeasure * PeopleHistogram
    /// People over two measures.
    | Density of PeopleDensity * across: string * up: string
    /// −log10 P along the genome.
    | Manhattan of AssociationFigure
    /// −log10 P against what chance alone gives.
    | Quantiles of label: string * QqPlot
    /// A slice of a group's mean image.
    | Slice of VolumeSlice

/// A picture, however it is drawn.
type Picture = {
    /// What it is.
    Title: string
    /// A sentence on what it shows.
    Caption: string
    /// What is drawn.
    Drawing: Drawing
}

/// A column of a table that is shown.
type ShownColumn = {
    /// Its heading.
    Heading: string
    /// Whether its cells are numbers, which stand on the right.
    IsNumber: bool
}

/// A table that is shown.
type ShownTable = {
    /// Its columns.
    Columns: ShownColumn list
    /// Its rows, a cell for each column.
    Rows: string list list
}

/// A part of an answer: what is said, not how it looks.
[<RequireQualifiedAccess>]
type Block =
    /// A sentence or some.
    | Text of string
    /// Text of a study.
    | Code of string
    /// Text with the marks of Markdown.
    | Markdown of string
    /// A table.
    | Table of ShownTable
    /// What was found wrong, with the texts it speaks of.
    | Findings of Diagnostic list * SourceText list
    /// Steps of a plan.
    | Plan of ExecutionPlan
    /// All that a step's result depends on.
    | Step of PlanStep
    /// A picture.
    | Picture of Picture
    /// A picture that was asked for as a page.
    | Page of Picture

/// How it went with what was asked.
[<RequireQualifiedAccess>]
type Ending =
    /// As asked.
    | Done
    /// A declaration or an expression has errors; nothing was kept.
    | Refused
    /// A command was called wrongly.
    | Misused
    /// A run failed or was stopped, or what was asked for is not there yet.
    | Failed
    /// A run went through, and an `expect` does not hold.
    | ExpectationFailed
    /// The session is to end.
    | Left

/// What a session answers.
type Answer = {
    /// What is said, in order.
    Blocks: Block list
    /// How it went.
    Ending: Ending
}

/// Makes answers.
[<RequireQualifiedAccess>]
module Answer =

    /// All went as asked.
    let fine (blocks: Block list) : Answer = {
        Blocks = blocks
        Ending = Ending.Done
    }

    /// A sentence, and all went as asked.
    let say (text: string) : Answer = fine [ Block.Text text ]

    /// A command was called wrongly.
    let misuse (text: string) : Answer = {
        Blocks = [ Block.Text text ]
        Ending = Ending.Misused
    }

    /// What was asked for is not there.
    let absent (text: string) : Answer = {
        Blocks = [ Block.Text text ]
        Ending = Ending.Failed
    }

    /// A table of headings, those of numbers with `true`, and cells.
    let table (columns: (string * bool) list) (rows: string list list) : Block =
        Block.Table {
            Columns = [
                for heading, isNumber in columns do
                    {
                        Heading = heading
                        IsNumber = isNumber
                    }
            ]
            Rows = rows
        }
