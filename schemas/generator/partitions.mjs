// Opens the lists of partitions in patterns of ARNs. AWS adds partitions (aws-eusc, aws-iso-e, …), and the patterns that
// the packages and the documentation give still list those of the day on which they were written.

const kAnyPartition = 'aws(-[a-z]+)*';
const kKnown = ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc', 'aws-iso', 'aws-iso-e'];

// Changes the schemas in place. Returns how many patterns it opened.
export function openPartitions(schema) {
  if (schema === null || typeof schema !== 'object') return 0;
  let count = 0;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'pattern' && typeof value === 'string') {
      const opened = openPattern(value);
      if (opened !== value) count += 1;
      schema[key] = opened;
    } else {
      count += openPartitions(value);
    }
  }
  return count;
}

// "arn:(aws|aws-cn):iam:…" -> "arn:aws(-[a-z]+)*:iam:…"; patterns that take all partitions stay as they are.
export function openPattern(pattern) {
  let result = '';
  let from = 0;
  for (;;) {
    const arn = pattern.indexOf('arn:', from);
    if (arn === -1) return result + pattern.slice(from);
    const start = arn + 'arn:'.length;
    const end = endOfPart(pattern, start);
    result += pattern.slice(from, start);
    result += listsPartitions(pattern.slice(start, end)) ? kAnyPartition : pattern.slice(start, end);
    from = end;
  }
}

// Where the part of the ARN that begins at `start` ends: at a colon outside brackets.
function endOfPart(pattern, start) {
  let depth = 0;
  for (let at = start; at < pattern.length; at += 1) {
    const char = pattern[at];
    if (char === '\\') at += 1;
    else if (char === '(' || char === '[') depth += 1;
    else if (char === ')' || char === ']') depth -= 1;
    else if (char === ':' && depth <= 0) return at;
    if (depth < 0) return start;
  }
  return start;
}

// Whether a part takes "aws" and lacks another partition.
function listsPartitions(part) {
  try {
    const takes = new RegExp(`^(?:${part})$`);
    return part !== '' && takes.test('aws') && !kKnown.every((partition) => takes.test(partition));
  } catch {
    return false;  // no expression of JavaScript: left alone
  }
}
