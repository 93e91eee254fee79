/// What the server can do, told once.
module internal WhiteMatter.LanguageServer.Answers.Capabilities

open System.Text.Json
open WhiteMatter.Language.Services
open WhiteMatter.LanguageServer

/// Colours of words, by the protocol's names; `column` is ours.
let private tokenTypes = [
    TokenKind.Keyword, "keyword"
    TokenKind.Namespace, "namespace"
    TokenKind.Declaration, "variable"
    TokenKind.Parameter, "parameter"
    TokenKind.Column, "column"
    TokenKind.Property, "property"
    TokenKind.Function, "function"
    TokenKind.Word, "enumMember"
    TokenKind.Type, "type"
    TokenKind.Unit, "number"
]

/// The number of a colour in the list that the client is told.
let tokenType: TokenKind -> int =
    let numbers = tokenTypes |> List.mapi (fun number (kind, _) -> kind, number) |> dict
    fun kind -> numbers[kind]

/// Writes the answer to `initialize`. `lenses`: whether the client has the commands that lenses call.
let write (writer: Utf8JsonWriter) (version: string) (lenses: bool) =
    let texts name (items: string list) =
        Write.property writer name (fun () -> Write.list writer items writer.WriteStringValue)

    let options name (body: unit -> unit) =
        Write.property writer name (fun () -> Write.object writer body)

    Write.object writer (fun () ->
        options "capabilities" (fun () ->
            writer.WriteString("positionEncoding", "utf-16")

            options "textDocumentSync" (fun () ->
                writer.WriteBoolean("openClose", true)
                writer.WriteNumber("change", 2)
                options "save" (fun () -> writer.WriteBoolean("includeText", false)))

            options "completionProvider" (fun () -> texts "triggerCharacters" [ "."; ":"; "{"; "\""; "/" ])
            writer.WriteBoolean("hoverProvider", true)
            options "signatureHelpProvider" (fun () -> texts "triggerCharacters" [ "("; "," ])
            writer.WriteBoolean("definitionProvider", true)
            writer.WriteBoolean("referencesProvider", true)
            writer.WriteBoolean("documentHighlightProvider", true)
            writer.WriteBoolean("documentSymbolProvider", true)
            writer.WriteBoolean("workspaceSymbolProvider", true)
            writer.WriteBoolean("foldingRangeProvider", true)
            writer.WriteBoolean("documentFormattingProvider", true)
            writer.WriteBoolean("documentRangeFormattingProvider", true)

            Write.property writer "documentOnTypeFormattingProvider" (fun () ->
                Write.object writer (fun () -> writer.WriteString("firstTriggerCharacter", "}")))

            writer.WriteBoolean("inlayHintProvider", true)

            if lenses then
                options "codeLensProvider" (fun () -> writer.WriteBoolean("resolveProvider", false))

            options "renameProvider" (fun () -> writer.WriteBoolean("prepareProvider", true))
            options "codeActionProvider" (fun () -> texts "codeActionKinds" [ "quickfix"; "source.fixAll" ])

            options "semanticTokensProvider" (fun () ->
                options "legend" (fun () ->
                    texts "tokenTypes" (List.map snd tokenTypes)
                    texts "tokenModifiers" [ "declaration" ])

                options "full" (fun () -> writer.WriteBoolean("delta", true))
                writer.WriteBoolean("range", true)))

        options "serverInfo" (fun () ->
            writer.WriteString("name", "wmstudy")
            writer.WriteString("version", version)))
