// Lucide's line icons as inline SVG; always decorative, the words stand beside them.

import {
  ArrowRightLeft,
  Ban,
  BookOpen,
  Check,
  CheckCheck,
  CircleAlert,
  Clock,
  Coffee,
  Columns2,
  Download,
  Eye,
  EyeOff,
  Fingerprint,
  Info,
  Keyboard,
  LifeBuoy,
  Lock,
  LogOut,
  Menu,
  MessageSquare,
  Pencil,
  Plus,
  Printer,
  Search,
  Send,
  Settings,
  Trash2,
  TriangleAlert,
  UserPlus,
  Users,
  WifiOff,
  X,
} from "lucide";
import { h } from "preact";

const ICONS = {
  transfer: ArrowRightLeft,
  ban: Ban,
  book: BookOpen,
  check: Check,
  checks: CheckCheck,
  alert: CircleAlert,
  clock: Clock,
  coffee: Coffee,
  columns: Columns2,
  download: Download,
  eye: Eye,
  hidden: EyeOff,
  passkey: Fingerprint,
  info: Info,
  keyboard: Keyboard,
  care: LifeBuoy,
  lock: Lock,
  signout: LogOut,
  menu: Menu,
  chat: MessageSquare,
  edit: Pencil,
  plus: Plus,
  print: Printer,
  search: Search,
  send: Send,
  settings: Settings,
  trash: Trash2,
  warning: TriangleAlert,
  invite: UserPlus,
  people: Users,
  cut: WifiOff,
  close: X,
} as const;
export type IconName = keyof typeof ICONS;

export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    {ICONS[name].map(([tag, attributes], index) => h(tag, { key: index, ...attributes }))}
  </svg>
);
