/// What a kernel says, as the protocol writes it.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Jupyter.Replies

open System
open System.Text.Json.Nodes
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Language.Services

let private text (value: string) : JsonNode = nonNull (JsonValue.Create value)

let private fields (pairs: (string * JsonNode) list) : JsonObject =
    let node = JsonObject()

    for name, value in pairs do
        node[name] <- value

    node

let private list (items: (JsonNode | null) list) : JsonNode = JsonArray(Array.ofList items)

/// What went well and has nothing more to say.
let ok (more: (string * JsonNode) list) : JsonObject = fields (("status", text "ok") :: more)

/// What has a console of Jupyter's end itself and the kernel.
let askExit () : JsonObject =
    fields [ "source", text "ask_exit"; "keepkernel", nonNull (JsonValue.Create false) ]

/// What was asked for cannot be had.
let sorry (why: string) : JsonObject =
    fields [
        "status", text "error"
        "ename", text "Unknown"
        "evalue", text why
        "traceback", list []
    ]

/// A request that does not say what the protocol has it say.
let malformed (why: string) : JsonObject =
    fields [
        "status", text "error"
        "ename", text "MalformedRequest"
        "evalue", text why
        "traceback", list [ text why ]
    ]

let kernelInfo (version: string) : JsonObject =
    ok [
        "protocol_version", text Messages.protocol
        "implementation", text "wmstudy"
        "implementation_version", text version
        "banner", text $"wmstudy {version}: cells are declarations, expressions and commands; ':help' lists these."
        "language_info",
        fields [
            "name", text "wmstudy"
            "version", text (string Parser.edition)
            "mimetype", text "text/x-wmstudy"
            "file_extension", text ".wmstudy"
            "pygments_lexer", text "text"
            // No editor of notebooks has a mode for studies: that of R shows their comments, texts and numbers.
            "codemirror_mode", text "r"
        ]
        "help_links", list []
    ]

/// What was found wrong, with lines in colour.
let error (answer: Answer) : JsonObject =
    let name, message =
        answer.Blocks
        |> List.tryPick (fun block ->
            match block with
            | Block.Findings(first :: _, _) -> Some(first.Code, first.Message)
            | Block.Text text -> Some(string answer.Ending, text)
            | _ -> None)
        |> Option.defaultValue (string answer.Ending, "")

    fields [
        "status", text "error"
        "ename", text name
        "evalue", text message
        "traceback", list [ for line in (AnswerText.render 100 true answer).Split '\n' -> text line ]
    ]

/// A picture, and what it shows for those who see no pictures.
let picture (drawn: Picture) : JsonObject =
    fields [
        "data",
        fields [
            "image/svg+xml", text (PictureSvg.draw drawn)
            "text/plain", text (AnswerText.block 100 false (Block.Picture drawn))
        ]
        "metadata", fields []
    ]

/// Parts of an answer as HTML and as text.
let rich (blocks: Block list) : (string * JsonNode) list = [
    "data",
    fields [
        "text/html", text (String.Join("\n", blocks |> List.map AnswerHtml.block))
        "text/plain", text (String.Join("\n", blocks |> List.map (AnswerText.block 100 false)))
    ]
    "metadata", fields []
]

/// What may stand at the cursor; `start` is where the completed input begins in the cell.
let completion (code: string) (start: int) (found: Completion) : JsonObject =
    ok [
        "matches", list [ for made in found.Proposals -> text made.Text ]
        "cursor_start", JsonValue.Create(CodePoints.ofOffset code (start + found.Replace.Start))
        "cursor_end", JsonValue.Create(CodePoints.ofOffset code (start + found.Replace.End))
        "metadata", fields []
    ]

let inspection (found: string option) : JsonObject =
    match found with
    | None -> ok [ "found", JsonValue.Create false; "data", fields []; "metadata", fields [] ]
    | Some markdown ->
        ok [
            "found", JsonValue.Create true
            "data",
            fields [
                "text/markdown", text markdown
                "text/html", text (AnswerHtml.block (Block.Markdown markdown))
                "text/plain", text (AnswerText.block 100 false (Block.Markdown markdown))
            ]
            "metadata", fields []
        ]

/// Entries of the history, from the oldest, each with its number.
let history (entries: (int * string) list) (withOutput: bool) : JsonObject =
    ok [
        "history",
        list [
            for number, entry in entries do
                list [
                    JsonValue.Create 1
                    JsonValue.Create number
                    if withOutput then list [ text entry; null ] else text entry
                ]
        ]
    ]
