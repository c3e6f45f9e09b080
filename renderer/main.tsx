import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import './app/theme.css';
import './app/app.css';
import './app/controls.css';
import './refine/refine.css';
import './project/project.css';
import './describe/describe.css';
import './settings/settings.css';
import './export/export.css';
import './search/search.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root element');
createRoot(root).render(<App />);
