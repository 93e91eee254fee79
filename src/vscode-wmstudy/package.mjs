// Packs the extension: a .vsix is a zip archive with a manifest and a list of content types (Open Packaging Conventions).
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
/** Where `build.mjs` puts the bundle, and the archive goes. */
const built = join(here, "../../build/vscode-wmstudy");
const about = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));

const escape = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

const manifest = `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${about.name}" Version="${about.version}" Publisher="${about.publisher}" />
    <DisplayName>${escape(about.displayName)}</DisplayName>
    <Description xml:space="preserve">${escape(about.description)}</Description>
    <Tags>wmstudy,genetics,neuroimaging,__ext_wmstudy</Tags>
    <Categories>${escape(about.categories.join(","))}</Categories>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${escape(about.engines.vscode)}" />
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace" />
    </Properties>
    <License>extension/LICENSE.txt</License>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code" /></Installation>
  <Dependencies />
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true" />
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true" />
    <Asset Type="Microsoft.VisualStudio.Services.Content.License" Path="extension/LICENSE.txt" Addressable="true" />
  </Assets>
</PackageManifest>
`;

const types = `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension=".json" ContentType="application/json" /><Default Extension=".cjs" ContentType="application/javascript" /><Default Extension=".md" ContentType="text/markdown" />
  <Default Extension=".txt" ContentType="text/plain" /><Default Extension=".vsixmanifest" ContentType="text/xml" />
</Types>
`;

/** What the editor needs; the rest of the folder is for making it. */
export const files = ["package.json", "README.md", "language-configuration.json", "snippets/wmstudy.json"];

/** The checksum of zip archives (ISO 3309), which older releases of node do not have. */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A zip archive of [name, bytes], all with one date, so that the same files give the same bytes. */
export function zip(entries) {
  const parts = [];
  const directory = [];
  let offset = 0;
  const date = ((2026 - 1980) << 9) | (1 << 5) | 1;
  for (const [name, bytes] of entries) {
    const path = Buffer.from(name, "utf8");
    const packed = deflateRawSync(bytes, { level: 9 });
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt16LE(0, 6);
    fields.writeUInt16LE(date, 8);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields, path, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02", "latin1"), Buffer.from([20, 0]), fields, rest, path]));
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}

/** The bytes of the .vsix. */
export function vsix() {
  const { devDependencies, scripts, private: _, type, ...published } = about;
  const bytesOf = (name) => (name === "package.json" ? Buffer.from(JSON.stringify(published, null, 2)) : readFileSync(join(here, name)));
  return zip([
    ["extension.vsixmanifest", Buffer.from(manifest)],
    ["[Content_Types].xml", Buffer.from(types)],
    ...files.map((name) => [`extension/${name}`, bytesOf(name)]),
    ["extension/syntaxes/wmstudy.tmLanguage.json", readFileSync(join(built, "wmstudy.tmLanguage.json"))],
    ["extension/extension.cjs", readFileSync(join(built, "extension.cjs"))],
    ["extension/LICENSE.txt", readFileSync(join(here, "../../LICENSE"))],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = process.argv[2] ?? join(built, `${about.name}-${about.version}.vsix`);
  writeFileSync(target, vsix());
  console.log(target);
}
