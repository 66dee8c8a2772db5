// Reads a PDF with pdf.js, the library that Firefox shows them with, and writes what it holds as JSON: {"pages": 1,
// "title": "…", "author": "…", "language": "en", "created": "…", "width": 595, "height": 842,
// "texts": [{"page": 1, "text": "Invoice", "left": 60, "bottom": 600, "width": 70, "size": 20}]}, lengths in points from the
// page's lower left; width and height are those of the first page.
//
//   node pdf.mjs MODULES FILE ANSWER
//
// MODULES is the folder that eng/judges/fetch prints.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, file, answerFile] = process.argv.slice(2);
const unpdf = path.join(modules, "node_modules", "unpdf", "dist", "index.mjs");
const { getDocumentProxy } = await import(pathToFileURL(unpdf));

const pdf = await getDocumentProxy(new Uint8Array(fs.readFileSync(file)));
const { info } = await pdf.getMetadata();
const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 });
const texts = [];
for (let number = 1; number <= pdf.numPages; number++) {
  const { items } = await (await pdf.getPage(number)).getTextContent();
  for (const { str, transform, width } of items) {
    if (str.trim().length > 0) {
      texts.push({ page: number, text: str, left: transform[4], bottom: transform[5], width, size: transform[3] });
    }
  }
}
fs.writeFileSync(
  answerFile,
  JSON.stringify({
    pages: pdf.numPages,
    title: info.Title,
    author: info.Author ?? "",
    language: info.Language,
    created: info.CreationDate,
    width,
    height,
    texts,
  }),
);
