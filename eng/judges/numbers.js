// Asks google-libphonenumber what it knows of telephone numbers, and writes the answers as JSON.
//
//   node numbers.js MODULES QUESTIONS ANSWERS
//
// MODULES is the folder that eng/judges/fetch prints; QUESTIONS a file such as {"numbers": ["442079460000"],
// "prefixes": ["4470"]}; ANSWERS the file to write. Everything that the library could say without being asked (examples
// of every region and kind, area codes, lengths) is in the answers too.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const [modules, questionsFile, answersFile] = process.argv.slice(2);
const folder = path.join(modules, "node_modules", "google-libphonenumber");
const { PhoneNumberUtil, PhoneNumberType, PhoneNumberFormat } = require(folder);
const { version } = require(path.join(folder, "package.json"));

const library = PhoneNumberUtil.getInstance();
const typeNames = new Map(Object.entries(PhoneNumberType).map(([name, value]) => [value, name]));
const typeOf = (number) => typeNames.get(library.getNumberType(number));
const digitsOf = (number) => library.format(number, PhoneNumberFormat.E164).slice(1);

function describe(region, type, number) {
  return {
    region,
    type,
    number: digitsOf(number),
    // A country's toll-free numbers may be another's too, and then they are the main country's.
    owner: library.getRegionCodeForNumber(number),
    national: library.format(number, PhoneNumberFormat.NATIONAL),
    fromUnitedStates: library.formatOutOfCountryCallingNumber(number, "US"),
    fromUnitedKingdom: library.formatOutOfCountryCallingNumber(number, "GB"),
  };
}

function* examples() {
  for (const region of library.getSupportedRegions()) {
    for (const type of library.getSupportedTypesForRegion(region)) {
      const number = library.getExampleNumberForType(region, type);
      if (number) {
        yield describe(region, typeNames.get(type), number);
      }
    }
  }
  // Networks that belong to no country, such as satellites: one example each is all that the library has.
  for (const code of library.getSupportedGlobalNetworkCallingCodes()) {
    const number = library.getExampleNumberForNonGeoEntity(code);
    yield describe("001", typeOf(number), number);
  }
}

// The country codes, each with its regions, the main one first.
function callingCodes() {
  return library.getSupportedCallingCodes().map((code) => ({
    code: String(code),
    regions: library.getRegionCodesForCountryCode(code),
  }));
}

// How long a number of each region may be, country code included.
function* lengths() {
  for (const region of library.getSupportedRegions()) {
    const code = String(library.getCountryCodeForRegion(region));
    const possible = library.getMetadataForRegion(region).getGeneralDesc().possibleLengthArray();
    yield {
      region,
      shortest: code.length + Math.min(...possible),
      longest: code.length + Math.max(...possible),
    };
  }
}

// How numbers are dialled within each region: what precedes a national number ("" where nothing does).
function* homes() {
  for (const region of library.getSupportedRegions()) {
    yield {
      region,
      code: String(library.getCountryCodeForRegion(region)),
      nationalPrefix: library.getNddPrefixForRegion(region, true) ?? "",
    };
  }
}

// Who has each area code of country code 1. Small islands open few exchanges, but are named by their area code alone.
function* areaCodes() {
  const named = library
    .getRegionCodesForCountryCode(1)
    .map((region) => [region, library.getMetadataForRegion(region).getLeadingDigits()])
    .filter(([, leading]) => leading)
    .map(([region, leading]) => [region, new RegExp(`^(?:${leading})$`)]);
  for (let code = 200; code < 1000; code++) {
    const owner = named.find(([, pattern]) => pattern.test(String(code)));
    if (owner) {
      yield { code, region: owner[0], type: "FIXED_LINE_OR_MOBILE" };
      continue;
    }
    for (let exchange = 200; exchange < 1000; exchange += 7) {
      const number = library.parse(`+1${code}${exchange}1234`);
      if (library.isValidNumber(number)) {
        yield { code, region: library.getRegionCodeForNumber(number), type: typeOf(number) };
        break;
      }
    }
  }
}

function judge(digits) {
  try {
    const number = library.parse(`+${digits}`);
    return {
      // Where the library drops digits that it takes for a prefix, it judges another number than the one asked for.
      valid: library.isValidNumber(number) && digitsOf(number) === digits,
      possible: library.isPossibleNumber(number),
      region: library.getRegionCodeForNumber(number),
      type: typeOf(number),
    };
  } catch (refusal) {
    return { valid: false, possible: false, region: null, type: "UNKNOWN", refusal: refusal.message };
  }
}

// Which kinds of number begin with a prefix: some of each length, always the same ones.
function kindsBehind(prefix) {
  const found = {};
  let seed = 20260101;
  for (let length = Math.max(prefix.length, 6); length <= 15; length++) {
    for (let i = 0; i < 25; i++) {
      let digits = prefix;
      while (digits.length < length) {
        seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
        digits += (seed >> 16) % 10;
      }
      const { valid, type } = judge(digits);
      if (valid && !(type in found)) {
        found[type] = digits;
      }
    }
  }
  return found;
}

const questions = JSON.parse(fs.readFileSync(questionsFile, "utf8"));
const answers = {
  library: `google-libphonenumber ${version}`,
  examples: [...examples()],
  callingCodes: callingCodes(),
  lengths: [...lengths()],
  homes: [...homes()],
  areaCodes: [...areaCodes()],
  numbers: Object.fromEntries(questions.numbers.map((digits) => [digits, judge(digits)])),
  prefixes: Object.fromEntries(questions.prefixes.map((prefix) => [prefix, kindsBehind(prefix)])),
};
fs.writeFileSync(answersFile, JSON.stringify(answers));
