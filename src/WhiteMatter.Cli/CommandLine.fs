namespace WhiteMatter.Cli

open WhiteMatter.Interactive
open System
open Argu
open FSharp.Reflection

/// A command: its name, what it does, an example, and how it is carried out.
type Command = {
    Name: string
    Summary: string
    /// Paragraphs below the options.
    Details: string
    Example: string
    Options: unit -> string
    Run: Terminal -> string list -> int
}

/// Reads a command's options with Argu, and refuses what Argu would let through.
[<RequireQualifiedAccess>]
module CommandLine =

    let private parser<'T when 'T :> IArgParserTemplate> name =
        ArgumentParser.Create<'T>(
            programName = $"wmstudy {name}",
            errorHandler = ExceptionExiter(),
            usageStringCharacterWidth = 100
        )

    let isHelp argument = argument = "--help" || argument = "-h"

    /// Argu takes an unknown option for a positional value: every word that begins with `-` must be an option of the command, and the
    /// word after an option with a value must not begin with `-`.
    let private refuseUnknown name (cases: ArgumentCaseInfo list) (words: string list) =
        let options =
            cases
            |> List.filter (fun case -> not case.IsMainCommand)
            |> List.collect (fun case ->
                let takesValue = case.UnionCaseInfo.GetFields().Length > 0
                case.CommandLineNames.Value |> List.map (fun option -> option, takesValue))

        let names = "--help" :: List.map fst options

        let rec scan words =
            match words with
            | [] -> ()
            | (word: string) :: rest when word.StartsWith '-' && word <> "-" ->
                let option = word.Split('=', 2)[0]

                match options |> List.tryFind (fun (known, _) -> known = option) with
                | None ->
                    let example = Closest.hint names option
                    Usage.fail $"'wmstudy {name}' has no option '{option}'{example}"
                | Some(_, false) when word.Contains '=' -> Usage.fail $"the option '{option}' takes no value"
                | Some(_, true) when not (word.Contains '=') ->
                    match rest with
                    | value :: rest when not (value.StartsWith '-') -> scan rest
                    // A number below zero is a value, of which the option says what is wrong with it.
                    | value :: rest when value.Length > 1 && Char.IsAsciiDigit value[1] -> scan rest
                    | _ -> Usage.fail $"the option '{option}' needs a value"
                | Some _ -> scan rest
            | _ :: rest -> scan rest

        scan words

    /// The first line that Argu says of a mistake, without its usage text.
    let private firstLine (message: string) =
        let line = message.Split('\n', 2)[0]
        let line = line.Trim()

        if line.StartsWith("ERROR: ", StringComparison.Ordinal) then
            line.Substring 7
        else
            line

    /// The values of a case: one as it is, several as a tuple.
    let private valuesOf (case: 'T) : objnull =
        let found, values = FSharpValue.GetUnionFields(case, typeof<'T>)

        match values with
        | [||] -> box ()
        | [| one |] -> one
        | several ->
            FSharpValue.MakeTuple(several, FSharpType.MakeTupleType(found.GetFields() |> Array.map _.PropertyType))

    /// As `parse`, by Argu alone.
    let parseByArgu<'T when 'T :> IArgParserTemplate and 'T: equality and 'T: not null>
        (name: string)
        (words: string list)
        : Options<'T> =
        let parser = parser<'T> name
        refuseUnknown name (List.ofSeq (parser.GetArgumentCases())) words

        try
            let results = parser.ParseCommandLine(List.toArray words, raiseOnUsage = true)
            Options [ for case in results.GetAllResults() -> case, valuesOf case ]
        with :? ArguParseException as mistake ->
            Usage.fail (firstLine mistake.Message)

    let parse<'T when 'T :> IArgParserTemplate and 'T: equality and 'T: not null>
        (name: string)
        (words: string list)
        : Options<'T> =
        match PlainOptions.tryRead<'T> words with
        | Some options -> options
        | None -> parseByArgu name words

    let options<'T when 'T :> IArgParserTemplate> name () : string = (parser<'T> name).PrintUsage()
