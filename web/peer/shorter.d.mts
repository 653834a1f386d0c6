export function shorter(file: string, source: string): string;
