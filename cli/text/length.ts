/** 95 → `1m 35s`; null → `-`. */
export function seconds(count: number | null): string {
  if (count === null || !Number.isFinite(count)) return "-";
  const whole = Math.max(0, Math.round(count));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return [hours && `${hours}h`, minutes && `${minutes}m`, `${whole % 60}s`].filter(Boolean).join(" ");
}

/** A length of time where seconds no longer matter: `45s`, `12m`, `3h 20m`, `2d 4h`. */
export function roughly(count: number): string {
  if (count < 90) return `${Math.max(0, Math.round(count))}s`;
  const minutes = Math.round(count / 60);
  if (minutes < 90) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours}h` : `${hours}h ${minutes % 60}m`;
  return hours % 24 === 0 ? `${hours / 24}d` : `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** Time of day on this machine's clock: `17:02:11`. */
export function clock(moment: number): string {
  const date = new Date(moment);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}
