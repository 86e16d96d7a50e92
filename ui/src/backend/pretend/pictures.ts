// Pictures for cameras that do not exist: flat scenes of a school, with a clock and something that moves.

/** What a camera looks at. */
export type Scene = "gate" | "corridor" | "yard" | "classroom" | "gym" | "parking";

/** An SVG picture of `scene` as a data address. `number` moves what moves; `clock` is burnt in at the top. */
export function paint(scene: Scene, number: number, clock: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="640" height="360">
${SCENES[scene](number % 40)}
<rect x="8" y="8" width="176" height="22" rx="2" fill="hsl(220 30% 5% / .55)"/>
<text x="16" y="24" font-family="monospace" font-size="14" fill="hsl(0 0% 96%)">${clock}</text>
</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

const person = (x: number, y: number, size: number, hue: number) =>
  `<g transform="translate(${x} ${y}) scale(${size})"><ellipse cx="0" cy="44" rx="13" ry="4" fill="hsl(220 20% 10% / .3)"/>
<rect x="-9" y="6" width="18" height="26" rx="7" fill="hsl(${hue} 32% 42%)"/>
<rect x="-7" y="28" width="6" height="16" rx="3" fill="hsl(222 18% 26%)"/><rect x="1" y="28" width="6" height="16" rx="3" fill="hsl(222 18% 30%)"/>
<circle cx="0" cy="-2" r="8" fill="hsl(26 38% 66%)"/><path d="M-8 -3a8 8 0 0 1 16 0z" fill="hsl(24 30% 22%)"/></g>`;

const SCENES: Record<Scene, (step: number) => string> = {
  gate: (
    step,
  ) => `<rect width="640" height="190" fill="hsl(205 45% 78%)"/><rect y="190" width="640" height="170" fill="hsl(40 8% 62%)"/>
<rect y="120" width="640" height="80" fill="hsl(100 22% 48%)"/><path d="M250 360L300 190h40l50 170z" fill="hsl(40 6% 72%)"/>
<g fill="hsl(220 12% 34%)"><rect x="150" y="90" width="18" height="130"/><rect x="472" y="90" width="18" height="130"/><rect x="0" y="120" width="150" height="8"/><rect x="490" y="120" width="150" height="8"/><rect x="0" y="200" width="150" height="8"/><rect x="490" y="200" width="150" height="8"/>
${Array.from({ length: 12 }, (_, i) => `<rect x="${i * 13 + 2}" y="120" width="4" height="86"/><rect x="${492 + i * 13}" y="120" width="4" height="86"/>`).join("")}</g>
${person(300 + step, 200 + step * 2, 1 + step / 40, 12)}${person(340, 200, 0.9, 210)}`,
  corridor: (
    step,
  ) => `<rect width="640" height="360" fill="hsl(42 18% 78%)"/><path d="M0 360L240 200h160l240 160z" fill="hsl(200 8% 58%)"/>
<path d="M0 0L240 90h160L640 0z" fill="hsl(42 20% 88%)"/><rect x="240" y="90" width="160" height="110" fill="hsl(45 20% 70%)"/><rect x="290" y="120" width="60" height="80" fill="hsl(205 30% 84%)"/>
<g fill="hsl(18 30% 44%)"><path d="M60 60l60 24v196l-60 40z"/><path d="M160 98l36 14v128l-36 26z"/><path d="M580 60l-60 24v196l60 40z"/><path d="M480 98l-36 14v128l36 26z"/></g>
<g fill="hsl(50 90% 94%)"><path d="M270 20h100l-10 14h-80z"/><path d="M285 56h70l-6 10h-58z"/></g>
${person(320 - step / 2, 170 + step * 2, 0.9 + step / 25, 340)}${person(280, 160, 0.7, 150)}`,
  yard: (
    step,
  ) => `<rect width="640" height="130" fill="hsl(203 50% 80%)"/><rect x="40" y="50" width="380" height="110" fill="hsl(20 26% 62%)"/>
<g fill="hsl(205 28% 46%)">${Array.from({ length: 7 }, (_, i) => `<rect x="${60 + i * 50}" y="72" width="30" height="26"/><rect x="${60 + i * 50}" y="112" width="30" height="26"/>`).join("")}</g>
<rect y="150" width="640" height="210" fill="hsl(95 24% 52%)"/><path d="M0 360V290C200 240 420 250 640 300v60z" fill="hsl(30 22% 66%)"/>
<g><rect x="520" y="110" width="14" height="80" fill="hsl(26 26% 34%)"/><circle cx="527" cy="96" r="48" fill="hsl(110 28% 38%)"/></g>
${person(120 + step * 4, 220, 1.1, 50)}${person(200 + step * 3, 236, 1.2, 190)}${person(430 - step * 2, 210, 1, 280)}<circle cx="${260 + step * 5}" cy="${270 - Math.abs(20 - step) * 2}" r="7" fill="hsl(0 0% 95%)"/>`,
  classroom: (
    step,
  ) => `<rect width="640" height="360" fill="hsl(45 26% 84%)"/><rect y="240" width="640" height="120" fill="hsl(28 24% 60%)"/>
<rect x="150" y="50" width="260" height="110" fill="hsl(150 20% 28%)"/><path d="M170 90h120M170 112h180M170 134h80" stroke="hsl(0 0% 90%)" stroke-width="4"/>
<g fill="hsl(203 50% 82%)"><rect x="470" y="40" width="60" height="120"/><rect x="545" y="40" width="60" height="120"/></g>
${person(120 + step, 150, 1.7, 220)}
${Array.from({ length: 8 }, (_, i) => `<g transform="translate(${90 + (i % 4) * 140} ${220 + Math.floor(i / 4) * 66})"><rect x="-44" y="18" width="88" height="12" fill="hsl(34 40% 70%)"/>${person(0, -4 + ((i * 7 + step) % 5), 0.95, i * 47)}</g>`).join("")}`,
  gym: (
    step,
  ) => `<rect width="640" height="360" fill="hsl(40 20% 74%)"/><path d="M0 360L90 190h460l90 170z" fill="hsl(30 48% 58%)"/><path d="M90 190h460V40H90z" fill="hsl(42 22% 84%)"/>
<g stroke="hsl(0 0% 98%)" stroke-width="4" fill="none"><path d="M60 330h520M320 192v168"/><ellipse cx="320" cy="270" rx="80" ry="30"/></g>
<g fill="none" stroke="hsl(10 60% 50%)" stroke-width="4"><rect x="286" y="80" width="68" height="46"/><ellipse cx="320" cy="134" rx="18" ry="6"/></g>
${person(200 + step * 3, 210, 1.3, 10)}${person(420 - step * 2, 230, 1.4, 230)}<circle cx="${320 + Math.sin(step / 5) * 60}" cy="${170 - Math.cos(step / 5) * 30}" r="9" fill="hsl(24 80% 52%)"/>`,
  parking: (
    step,
  ) => `<rect width="640" height="110" fill="hsl(210 20% 72%)"/><rect y="100" width="640" height="260" fill="hsl(215 6% 42%)"/>
<g stroke="hsl(0 0% 86%)" stroke-width="4">${Array.from({ length: 7 }, (_, i) => `<path d="M${40 + i * 92} 150l-30 120"/>`).join("")}</g>
${[20, 210, 0, 140].map((hue, i) => `<g transform="translate(${70 + i * 150} 180)"><rect width="86" height="50" rx="16" fill="hsl(${hue} 30% ${40 + i * 8}%)"/><rect x="14" y="6" width="58" height="20" rx="8" fill="hsl(205 30% 74%)"/></g>`).join("")}
<g transform="translate(${step * 12 - 40} 300)"><rect width="120" height="46" rx="18" fill="hsl(350 40% 46%)"/><rect x="24" y="5" width="70" height="18" rx="8" fill="hsl(205 30% 78%)"/></g>`,
};
